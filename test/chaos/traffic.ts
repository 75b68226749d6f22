import { createHash } from 'node:crypto';
import { fromRsm012 } from '#datahub/published';
import { calendarOf } from '#energy';
import { type MessageToSend } from '#messaging';
import { receivedSeries } from '#metering';
import type { ReceivedSeries } from '#metering/published';
import { generatedDocuments } from '../../apps/load/generated-documents.js';
import { type LoadPlan, loadPlan } from '../../apps/load/load-plan.js';
import { rowsOf } from '../../libs/metering/views/readings.js';
import { randomOf } from './plan.js';

const ZONE = 'Europe/Copenhagen';

/** What is sent, and what must stand in the stores at the end because of it. */
export type Traffic = Readonly<{
  messages: readonly MessageToSend[];
  /** Document id → SHA-256 of its bytes. */
  documents: ReadonlyMap<string, string>;
  /** Series id → what its one event must say. */
  series: ReadonlyMap<string, string>;
  /** Message ids that must be parked. */
  poison: ReadonlySet<string>;
  /** Rows of the readings view without the time of recording, in the order of their text. */
  rows: readonly string[];
}>;

/**
 * About `count` messages: readings of local days around the end of summer time with gaps and corrections; one in twenty is sent twice with the same id,
 * one in fifty again with another id, one in a hundred is cut off in the middle. Everything expected is computed here from the documents, not asked of any store.
 */
export const trafficOf = (count: number, seed: number): Traffic => {
  const random = randomOf(seed);
  const calendar = calendarOf(ZONE);
  const [messages, documents, series, poison, rows] = [[] as MessageToSend[], new Map<string, string>(), new Map<string, string>(), new Set<string>(), [] as string[]];
  for (const { id, gsrn, body } of generatedDocuments(documentPlan(count, seed))) {
    if (messages.length >= count) break;
    const message = { id, key: gsrn, body };
    messages.push(message);
    documents.set(id, sha256(body));
    const read = fromRsm012(body, { strictIds: true, zone: ZONE });
    if (!read.ok) throw new Error(`The generator made a document that is refused: ${JSON.stringify(read.reasons)}`);
    for (const one of read.document.series) {
      const received = receivedSeries(one, read.document);
      series.set(one.seriesId, eventText(received));
      for (const row of rowsOf(received, '', calendar)) rows.push(rowText(row));
    }
    const chance = random();
    if (chance < 0.05) messages.push(message);
    else if (chance < 0.07) messages.push({ ...message, id: `again-${id}` });
    else if (chance < 0.08) {
      const cutOff = { id: `cut-off-${id}`, key: gsrn, body: body.subarray(0, body.length >> 1) };
      messages.push(cutOff);
      poison.add(cutOff.id);
    }
  }
  return { messages: shuffled(messages, random), documents, series, poison, rows: rows.sort() };
};

/** Corrections may come before what they correct, repetitions long after or before. */
const shuffled = <T>(items: readonly T[], random: () => number): T[] => {
  const result = [...items];
  for (let at = result.length - 1; at > 0; at--) {
    const other = Math.floor(random() * (at + 1));
    [result[at], result[other]] = [result[other]!, result[at]!];
  }
  return result;
};

/** Three days, the middle one with 25 hours; as many points as give about that many messages with corrections and repetitions. */
const documentPlan = (messages: number, seed: number): LoadPlan => loadPlan({
  points: Math.ceil(messages / 3.4), firstDay: '2025-10-25', days: 3, quarters: 0.3, gaps: 0.05, corrections: 0.1, seed, zone: ZONE,
});

export const sha256 = (of: Buffer | string): string => createHash('sha256').update(of).digest('hex');

/** What an event says, in one order of keys: a store may give them back in another. */
export const eventText = ({ gsrn, meteringPointType, unit, resolution, from, to, energyWh, qualities, registeredAt, source }: ReceivedSeries): string =>
  JSON.stringify([gsrn, meteringPointType, unit, resolution, from, to, energyWh, qualities, registeredAt, source.sender, source.documentId, source.seriesId, source.index]);

/** A row of the view with its cells in the order of `rowsOf`, without when it was recorded. */
export const rowText = (row: readonly unknown[]): string => JSON.stringify(row.map((cell, at) => (at === KNOWN_AT ? '' : INSTANTS.has(at) ? new Date(String(cell)).toISOString() : cell)));
const KNOWN_AT = 10;
const INSTANTS = new Set([3, 4, 9]);
