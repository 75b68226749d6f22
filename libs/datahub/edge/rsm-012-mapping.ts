import { formatInstant, parseInstant } from '#energy';
import { thousandths } from '../domain/quantity.js';
import { type CimPoint, type CimRsm012, type CimSeries, ROOT } from '../domain/rsm-012-cim.js';
import type { Rsm012, Rsm012Quality, Rsm012Resolution, Rsm012Series, Rsm012Unit } from '../domain/rsm-012.js';
import type { HeaderFacts, SeriesFacts } from '../domain/rsm-012-rules/index.js';

/** The document of facts that every rule has passed. */
export const fromCim = ({ header, createdAt }: HeaderFacts, series: readonly SeriesFacts[]): Rsm012 => ({
  documentId: header.mRID,
  sender: header['sender_MarketParticipant.mRID'].value,
  senderRole: header['sender_MarketParticipant.marketRole.type'].value,
  receiver: header['receiver_MarketParticipant.mRID'].value,
  receiverRole: header['receiver_MarketParticipant.marketRole.type'].value,
  createdAt: formatInstant(createdAt),
  processType: 'E23',
  series: series.map(seriesFromCim),
});

const seriesFromCim = ({ series, from, to, registeredAt }: SeriesFacts, index: number): Rsm012Series => {
  const points = series.Period.Point;
  const valuesWh = new Array<number | null>(points.length).fill(null);
  const qualities = new Array<Rsm012Quality>(points.length).fill('missing');
  for (const { position, quality, quantity } of points) {
    if (quantity === undefined) continue;
    valuesWh[position.value - 1] = thousandths(quantity);
    qualities[position.value - 1] = quality?.value === 'A03' ? 'estimated' : 'measured';
  }
  const { product } = series;
  const answersRequest = series['originalTransactionIDReference_Series.mRID'];
  const inDomain = series['in_Domain.mRID'];
  const outDomain = series['out_Domain.mRID'];
  return {
    seriesId: series.mRID,
    gsrn: series['marketEvaluationPoint.mRID'].value,
    meteringPointType: series['marketEvaluationPoint.type'].value,
    resolution: series.Period.resolution as Rsm012Resolution,
    from: formatInstant(from),
    to: formatInstant(to),
    registeredAt: formatInstant(registeredAt),
    unit: series['quantity_Measure_Unit.name'].value as Rsm012Unit,
    ...(product === undefined ? {} : { product }),
    ...(answersRequest === undefined ? {} : { answersRequest }),
    ...(inDomain === undefined ? {} : { inDomain }),
    ...(outDomain === undefined ? {} : { outDomain }),
    valuesWh,
    qualities,
    index,
  };
};

/** The document in CIM's shape, members in the order DataHub writes them. */
export const toCim = (document: Rsm012): CimRsm012 => ({
  [ROOT]: {
    mRID: document.documentId,
    'businessSector.type': { value: '23' },
    createdDateTime: document.createdAt,
    'process.processType': { value: document.processType },
    'receiver_MarketParticipant.mRID': participant(document.receiver),
    'receiver_MarketParticipant.marketRole.type': { value: document.receiverRole },
    'sender_MarketParticipant.mRID': participant(document.sender),
    'sender_MarketParticipant.marketRole.type': { value: document.senderRole },
    type: { value: 'E66' },
    Series: document.series.map(seriesToCim),
  },
});

const seriesToCim = (series: Rsm012Series): CimSeries => ({
  mRID: series.seriesId,
  'marketEvaluationPoint.mRID': { codingScheme: 'A10', value: series.gsrn },
  'marketEvaluationPoint.type': { value: series.meteringPointType },
  'in_Domain.mRID': series.inDomain,
  'out_Domain.mRID': series.outDomain,
  'originalTransactionIDReference_Series.mRID': series.answersRequest,
  product: series.product,
  'quantity_Measure_Unit.name': { value: series.unit },
  'registration_DateAndOrTime.dateTime': series.registeredAt,
  Period: {
    resolution: series.resolution,
    timeInterval: { start: { value: minuteOf(series.from) }, end: { value: minuteOf(series.to) } },
    Point: series.valuesWh.map((value, index) => pointToCim(value, series.qualities[index] ?? 'measured', index + 1)),
  },
});

/** A measured value carries no quality, a missing one no quantity. A whole number of at most 13 digits divided by 1,000 prints as its exact decimal. */
const pointToCim = (value: number | null, quality: Rsm012Quality, position: number): CimPoint => {
  if (value === null) return { position: { value: position }, quality: { value: 'A02' } };
  const quantity = value / 1_000;
  return quality === 'estimated' ? { position: { value: position }, quality: { value: 'A03' }, quantity } : { position: { value: position }, quantity };
};

/** A GLN has 13 digits; anything else that may name a participant is an EIC. */
const participant = (id: string): { codingScheme: string; value: string } => ({ codingScheme: /^\d{13}$/.test(id) ? 'A10' : 'A01', value: id });

/** Interval ends stand without seconds. Source: DataHub's documents, B3. */
const minuteOf = (instant: string): string => `${new Date(parseInstant(instant)).toISOString().slice(0, 16)}Z`;
