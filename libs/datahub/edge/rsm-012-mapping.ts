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
  createdAt: canonical(header.createdDateTime, createdAt),
  processType: 'E23',
  series: series.map(seriesFromCim),
});

const seriesFromCim = ({ series, from, to, registeredAt }: SeriesFacts, index: number): Rsm012Series => {
  const { Point: points, resolution, timeInterval } = series.Period;
  const valuesWh = new Array<number | null>(points.length).fill(null);
  const qualities = new Array<Rsm012Quality>(points.length).fill('missing');
  for (const { position, quality, quantity } of points) {
    if (quantity === undefined) continue;
    valuesWh[position.value - 1] = thousandths(quantity);
    qualities[position.value - 1] = quality?.value === 'A03' ? 'estimated' : 'measured';
  }
  const read: Mutable<Rsm012Series> = {
    seriesId: series.mRID,
    gsrn: series['marketEvaluationPoint.mRID'].value,
    meteringPointType: series['marketEvaluationPoint.type'].value,
    resolution: resolution as Rsm012Resolution,
    from: canonical(timeInterval.start.value, from),
    to: canonical(timeInterval.end.value, to),
    registeredAt: canonical(series['registration_DateAndOrTime.dateTime'], registeredAt),
    unit: series['quantity_Measure_Unit.name'].value as Rsm012Unit,
    valuesWh,
    qualities,
    index,
  };
  if (series.product !== undefined) read.product = series.product;
  if (series['originalTransactionIDReference_Series.mRID'] !== undefined) read.answersRequest = series['originalTransactionIDReference_Series.mRID'];
  if (series['in_Domain.mRID'] !== undefined) read.inDomain = series['in_Domain.mRID'];
  if (series['out_Domain.mRID'] !== undefined) read.outDomain = series['out_Domain.mRID'];
  return read;
};

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** What `formatInstant(instant)` gives; the usual ways of writing it need no calendar. */
const canonical = (text: string, instant: number): string => {
  if (text.length === MINUTE.length && text.endsWith('Z')) return `${text.slice(0, -1)}:00Z`;
  return text.length === SECOND.length && text.endsWith('Z') ? text : formatInstant(instant);
};

const MINUTE = '2026-01-14T23:00Z';
const SECOND = '2026-01-14T23:00:00Z';

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
