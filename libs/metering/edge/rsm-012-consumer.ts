import { setImmediate } from 'node:timers/promises';
import type { Calendar } from '#energy';
import { type EventStore, type Reason } from '#kernel';
import { fromRsm012, type MessageArchive, type Rsm012, type Rsm012Series } from '#datahub/published';
import type { Message, MessageHandler, Outcome, Subscription } from '#messaging';
import { receiveReadings, type SeriesToReceive } from '../commands/receive-readings.js';
import type { ReceivedSeries } from '../domain/readings-day.js';

/** Where the market's readings arrive. Key = GSRN. */
export const TIMESERIES_TOPIC = 'datahub.timeseries';

export type Rsm012ConsumerParts = Readonly<{ store: EventStore; archive: MessageArchive; calendar: Calendar; strictIds: boolean; maxBytes?: number }>;

/** One event holds one series; this is what fits the log with room to spare. About four years of quarters. */
const LARGEST_SERIES_BYTES = 1_000_000;

/** Listens to RSM-012: keeps each document as evidence, then records each of its series. */
export const rsm012Subscription = (parts: Rsm012ConsumerParts): Subscription => ({ topic: TIMESERIES_TOPIC, group: 'gridtally-metering', handler: rsm012Handler(parts) });

/** So many documents are read before others of the process get their turn: about a millisecond. */
const READ_AT_A_TIME = 20;

type Readable = Readonly<{ message: Message; document: Rsm012; place: number }>;

/**
 * Evidence first, events second, answer last: whatever breaks in between, the message comes again, and what was done is recognised.
 * A document is taken as a whole or parked as a whole.
 */
export const rsm012Handler = ({ store, archive, calendar, strictIds, maxBytes }: Rsm012ConsumerParts): MessageHandler => async (messages) => {
  const outcomes = new Array<Outcome>(messages.length);
  const readable: Readable[] = [];
  for (const [place, message] of messages.entries()) {
    if (place % READ_AT_A_TIME === READ_AT_A_TIME - 1) await setImmediate(); // a question that is asked meanwhile must not wait for a whole batch
    const read = fromRsm012(message.body, { strictIds, zone: calendar.zone, ...(maxBytes !== undefined && { maxBytes }) });
    const reasons = read.ok ? tooLarge(read.document) : withCount(read.reasons, read.omitted);
    if (read.ok && reasons.length === 0) readable.push({ message, document: read.document, place });
    else outcomes[place] = { kind: 'poison', reasons };
  }

  const kept = await archive.keep(readable.map(({ message, document }) => ({
    sender: document.sender, documentId: document.documentId, type: 'RSM-012', outcome: 'accepted', body: message.body, origin: message.origin, receivedAt: message.receivedAt,
    series: document.series.map(({ seriesId, gsrn }) => ({ seriesId, gsrn })),
  })));

  const toReceive: SeriesToReceive[] = [];
  const taken: (Readable & { seenBefore: boolean; repeated: number; first: number; count: number })[] = [];
  readable.forEach((one, at) => {
    const { answer, seriesAreFirst } = kept[at]!;
    if (answer === 'id-reused') {
      outcomes[one.place] = { kind: 'poison', reasons: [idReused(one.document)] };
      return;
    }
    const fresh = one.document.series.filter((_, index) => seriesAreFirst[index]);
    taken.push({ ...one, seenBefore: answer === 'seen-before', repeated: one.document.series.length - fresh.length, first: toReceive.length, count: fresh.length });
    for (const series of fresh) toReceive.push({ series: receivedSeries(series, one.document), correlationId: correlationOf(one.message), causationId: one.message.id, actor: one.document.sender });
  });

  const answers = await receiveReadings(store, calendar, toReceive);
  for (const { place, document, seenBefore, repeated, first, count } of taken) {
    const mine = answers.slice(first, first + count);
    // a store answers a repeated append as the first time: that it is a repetition is known from the archive
    const recorded = seenBefore ? 0 : mine.filter(({ outcome }) => outcome === 'appended').length;
    const position = mine.map((answer) => ('position' in answer ? answer.position : undefined)).filter((one) => one !== undefined).sort().at(-1);
    outcomes[place] = { kind: 'done', summary: { documentId: document.documentId, series: document.series.length, recorded, repeated: repeated + count - recorded, ...(position !== undefined && { position }) } };
  }
  return outcomes;
};

/** The series as it is recorded: qualities only when they say something. */
export const receivedSeries = (series: Rsm012Series, document: Pick<Rsm012, 'sender' | 'documentId'>): ReceivedSeries => ({
  gsrn: series.gsrn, meteringPointType: series.meteringPointType, ...(series.unit === 'K3' && { unit: 'K3' as const }), resolution: series.resolution,
  from: series.from, to: series.to, energyWh: series.valuesWh,
  ...(series.qualities.some((quality) => quality !== 'measured') && { qualities: series.qualities }),
  registeredAt: series.registeredAt,
  source: { sender: document.sender, documentId: document.documentId, seriesId: series.seriesId, index: series.index },
});

const correlationOf = (message: Message): string => message.headers['correlation-id'] ?? message.id;

const withCount = (reasons: readonly Reason[], omitted: number): readonly Reason[] => (omitted === 0 ? reasons : [
  ...reasons, { code: 'MORE_REASONS', en: `At least ${omitted} more reasons are not listed`, da: `Mindst ${omitted} yderligere årsager er ikke vist` },
]);

const tooLarge = ({ series }: Rsm012): Reason[] => series.flatMap((one, index) => {
  const bytes = one.valuesWh.length < 50_000 ? 0 : JSON.stringify(one.valuesWh).length + JSON.stringify(one.qualities).length;
  return bytes <= LARGEST_SERIES_BYTES ? [] : [{
    code: 'SERIES_TOO_LONG', path: `$.NotifyValidatedMeasureData_MarketDocument.Series[${index}].Period`,
    en: `The series holds ${one.valuesWh.length} values; that is too many for one event. Ask the sender to cut it into years`,
    da: `Serien indeholder ${one.valuesWh.length} værdier; det er for mange til én hændelse. Bed afsenderen dele den i år`,
  }];
});

const idReused = ({ sender, documentId }: Rsm012): Reason => ({
  code: 'DOCUMENT_ID_REUSED', path: '$.NotifyValidatedMeasureData_MarketDocument.mRID',
  en: `${sender} has already sent another document with the id ${documentId}; the first one counts`,
  da: `${sender} har allerede sendt et andet dokument med id ${documentId}; det første gælder`,
});
