import type { Stores } from './stores.js';
import { sha256, type Traffic } from './traffic.js';

export type Verdict = Readonly<{ differences: readonly string[]; events: number; documents: number; parked: number; rows: number; viewHash: string; expectedHash: string; rebuiltHash: string }>;

const MOST_NAMED = 5;

/** Compares the stores with what was sent: nothing lost, nothing doubled, nothing else; and the views with a fresh build of them. */
export const verdictOn = async (stores: Stores, traffic: Traffic): Promise<Verdict> => {
  const [events, documents, parked, before] = [await stores.events(), await stores.documents(), await stores.parked(), await stores.viewRows()];
  await stores.rebuild();
  const after = await stores.viewRows();
  const [viewHash, expectedHash] = [sha256(before.rows.join('\n')), sha256(traffic.rows.join('\n'))];
  const differences = [
    ...compare('event', 'series', once(traffic.series), events),
    ...compare('archived document', 'document', once(traffic.documents), documents),
    ...compare('parked message', 'message', new Map([...traffic.poison].map((id) => [id, ['']])), grouped(parked)),
    ...(viewHash === expectedHash ? [] : [`the view holds ${before.rows.length} rows with hash ${viewHash.slice(0, 12)}, expected ${traffic.rows.length} with ${expectedHash.slice(0, 12)}${firstDifference(before.rows, traffic.rows)}`]),
    ...(before.recordedHash === after.recordedHash ? [] : [`a rebuild of the view gives ${after.rows.length} rows that are not the ${before.rows.length} it had${firstDifference(after.rows, before.rows)}`]),
  ];
  return {
    differences, events: [...events.values()].reduce((sum, { length }) => sum + length, 0), documents: documents.size, parked: parked.length, rows: before.rows.length,
    viewHash, expectedHash, rebuiltHash: sha256(after.rows.join('\n')),
  };
};

const once = (expected: ReadonlyMap<string, string>): Map<string, string[]> => new Map([...expected].map(([id, text]) => [id, [text]]));
const grouped = (ids: readonly string[]): Map<string, string[]> => {
  const groups = new Map<string, string[]>();
  for (const id of ids) groups.set(id, [...(groups.get(id) ?? []), '']);
  return groups;
};

/** What is missing, too many, other than expected, or not expected at all. */
export const compare = (what: string, of: string, expected: ReadonlyMap<string, readonly string[]>, found: ReadonlyMap<string, readonly string[]>): string[] => {
  const [lost, doubled, other, unknown]: [string[], string[], string[], string[]] = [[], [], [], []];
  for (const [id, [text]] of expected) {
    const texts = found.get(id) ?? [];
    if (texts.length === 0) lost.push(id);
    else if (texts.length > 1) doubled.push(id);
    else if (texts[0] !== text) other.push(id);
  }
  for (const id of found.keys()) if (!expected.has(id)) unknown.push(id);
  const tell = (kind: string, ids: readonly string[]) => (ids.length === 0 ? [] : [`${kind}: ${what} of ${ids.length} ${of} ids (${ids.slice(0, MOST_NAMED).join(', ')}${ids.length > MOST_NAMED ? ', …' : ''})`]);
  return [...tell('LOST', lost), ...tell('DOUBLED', doubled), ...tell('OTHER THAN SENT', other), ...tell('NEVER SENT', unknown)];
};

const firstDifference = (found: readonly string[], expected: readonly string[]): string => {
  const [have, want] = [new Set(found), new Set(expected)];
  const [more, less] = [found.find((row) => !want.has(row)), expected.find((row) => !have.has(row))];
  return `${more === undefined ? '' : `; not expected: ${more.slice(0, 300)}`}${less === undefined ? '' : `; missing: ${less.slice(0, 300)}`}`;
};
