import { addDays, type LocalDate } from '#energy';
import { type Heard, Rejected } from '#kernel';
import { type Explanation, explain } from '../domain/customer/explanation.js';
import { recompute } from '../domain/customer/recompute.js';
import { settle } from '../domain/customer/settle.js';
import type { Basis, Figures, SettledPeriod } from '../domain/events.js';
import type { SettlementQuestions, SettlementVersion } from '../views/settlement-questions.js';
import type { Gathered, SettlementFacts, SettlementRules } from './gather/facts.js';
import { gatherInputs } from './gather/gather-inputs.js';
import { readingRef } from './gather/reading-series.js';
import { planPoints } from './plan-points.js';

export type ExplainParts = Readonly<{ questions: Pick<SettlementQuestions, 'versions'>; facts: SettlementFacts; rules: SettlementRules }>;
/** `line` = id of one line; `number` = that version of the settlement (0 = the first), else the newest known by `knownAt`. */
export type ExplainAsked = Readonly<{ gsrn: string; from: LocalDate; line?: string; knownAt?: string; settlementId?: string; number?: number }>;

/** How a leaf of the tree is known: the event, and the message it came in. `message` and `event` are where to fetch them. */
export type Leaf = Heard & Readonly<{ event: string; message?: string }>;

/** What was said about the line (or in all) before and with the explained version. */
export type SaidBefore = Readonly<{ kind: SettlementVersion['kind']; number: number; amountDkk: string; knownAt: string; event: string }>;

export type ExplainedSettlement = Readonly<{
  gsrn: string; from: LocalDate; to: LocalDate; customerId: string; settlementId: string; kind: SettlementVersion['kind']; number: number;
  /** Ask with this to get the same answer again. */
  knownAt: string;
  basis: Basis | null;
  /** What was stated in the explained version, and what its own leaves give. */
  stated: Readonly<{ lines: Readonly<Record<string, string>>; subtotalDkk: string; vatDkk: string; totalDkk: string }>;
  recomputed: ReturnType<typeof recompute> | null;
  matches: boolean;
  /** Why it does not match, or why nothing can be computed again. */
  remark?: string;
  tree: Explanation | null;
  /** By the names that the tree uses: `readings/<series>`, `charge/<owner>/<type>/<code>/<revision>` …; a number after # is the place in the series as received. */
  leaves: Readonly<Record<string, Leaf>>;
  /** Terms, master data and rates that hold in the period. */
  terms: Readonly<Record<string, Leaf>>;
  said: readonly SaidBefore[];
}>;

/**
 * Why a settlement says what it says: everything is gathered again as it stood in the log when it was made, settled anew, and laid open down to the messages.
 * @throws Rejected SETTLEMENT_NOT_FOUND, SETTLEMENT_LINE_NOT_FOUND
 */
export const explainSettlement = async (parts: ExplainParts, asked: ExplainAsked): Promise<ExplainedSettlement> => {
  const { gsrn, from, line } = asked;
  const all = (await parts.questions.versions(gsrn, from, asked.knownAt === undefined ? {} : { knownAt: asked.knownAt })).filter(({ settlementId }) => asked.settlementId === undefined || settlementId === asked.settlementId);
  const at = asked.number === undefined ? all.length - 1 : all.findLastIndex(({ number }) => number === asked.number);
  const version = all[at];
  if (!version) throw new Rejected('SETTLEMENT_NOT_FOUND', { gsrn, from });
  const own = all.slice(0, at + 1).filter(({ settlementId }) => settlementId === version.settlementId);
  if (line !== undefined && !own.some(({ said }) => linesOf(said).some(({ id }) => id === line))) throw new Rejected('SETTLEMENT_LINE_NOT_FOUND', { gsrn, from, line });
  const head = {
    gsrn, from, to: version.said.to, customerId: version.said.customerId, settlementId: version.settlementId, kind: version.kind, number: version.number, knownAt: version.knownAt,
    said: own.map((one) => ({ kind: one.kind, number: one.number, amountDkk: addedBy(one, line), knownAt: one.knownAt, event: eventPath(one) })),
  };
  if (!('basis' in version.said)) return { ...head, ...NOTHING_LEFT, basis: null };
  return { ...head, basis: version.said.basis, ...await again(parts, version.said, asked) };
};

type FullFigures = SettledPeriod & Figures & Readonly<{ basis: Basis }>;
type Again = Pick<ExplainedSettlement, 'stated' | 'recomputed' | 'matches' | 'remark' | 'tree' | 'leaves' | 'terms'>;

const NOTHING_LEFT: Again = {
  stated: { lines: {}, subtotalDkk: '0.00', vatDkk: '0.00', totalDkk: '0.00' }, recomputed: null, matches: true, tree: null, leaves: {}, terms: {},
  remark: 'Everything that was said before was taken back; nothing is owed for this period.',
};

const again = async (parts: ExplainParts, said: FullFigures, { gsrn, from, line }: ExplainAsked): Promise<Again> => {
  const stated = { lines: Object.fromEntries(said.lines.map(({ id, amountDkk }) => [id, amountDkk])), subtotalDkk: said.subtotalDkk, vatDkk: said.vatDkk, totalDkk: said.totalDkk };
  const gathered = await gatherAgain(parts, said, { gsrn, from });
  const answer = gathered && settle(gathered.input);
  if (!gathered || answer?.status !== 'settled') {
    return { stated, recomputed: null, matches: false, tree: null, leaves: {}, terms: {}, remark: 'The inputs of this settlement cannot be found again as they stood.' };
  }
  const whole = explain(answer.settlement, gathered.input);
  const recomputed = recompute(whole);
  const differing = [
    ...Object.keys(stated.lines).filter((id) => !recomputed.lines.some((one) => one.id === id)),
    ...recomputed.lines.filter(({ id, amountDkk }) => stated.lines[id] !== amountDkk).map(({ id }) => id),
    ...(['subtotalDkk', 'vatDkk', 'totalDkk'] as const).filter((sum) => stated[sum] !== recomputed[sum]),
  ];
  const tree = withPlaces(line === undefined ? whole : { ...whole, lines: whole.lines.filter(({ id }) => id === line) }, gathered);
  const heard = await parts.facts.readings.heard(gathered.readFrom, { from: gathered.readSince, to: said.to }, { position: said.basis.asOf });
  const byRef = new Map([...heard].map(([seriesId, one]) => [readingRef(seriesId), one]));
  const leaf = (ref: string): readonly (readonly [string, Leaf])[] => {
    const known = byRef.get(ref) ?? gathered.heardOf(ref);
    return known ? [[ref, leafOf(known)]] : [];
  };
  return {
    stated, recomputed, matches: differing.length === 0, ...(differing.length > 0 && { remark: remarkOn(differing, said.basis, whole) }), tree,
    leaves: Object.fromEntries(refsOf(tree).flatMap(leaf)), terms: Object.fromEntries([...gathered.versions.map(({ ref }) => ref), ...gathered.otherReadings].flatMap(leaf)),
  };
};

const gatherAgain = async ({ facts, rules }: ExplainParts, said: FullFigures, { gsrn, from }: Readonly<{ gsrn: string; from: string }>): Promise<Gathered | undefined> => {
  const asOf = { position: said.basis.asOf };
  const batch = await planPoints(facts.portfolio, [gsrn], { from: addDays(said.to, -1), to: said.to }, asOf);
  const periods = batch.periods.filter((planned) => planned.from === from && planned.to === said.to);
  return (await gatherInputs(facts, rules, { ...batch, periods }, asOf))[0]?.();
};

const remarkOn = (differing: readonly string[], basis: Basis, tree: Explanation): string => (basis.rulesVersion === tree.rulesVersion
  ? `Computed again, these are different: ${differing.join(', ')}.`
  : `The amounts were computed by the rules ${basis.rulesVersion}; the rules are ${tree.rulesVersion} now. Different: ${differing.join(', ')}.`);

/** Which value of a series, counted from 1. */
const PLACE = /#(\d+)$/;

/** Places of readings as in the series that was received: the input may begin in the middle of it. */
const withPlaces = (tree: Explanation, { firstIndexOf }: Gathered): Explanation => {
  const offsets = new Map<string, number>();
  const moved = (place: string): string => {
    const number = PLACE.exec(place)?.[1];
    if (number === undefined) return place;
    const ref = place.replace(PLACE, '');
    const offset = offsets.get(ref) ?? firstIndexOf(ref);
    offsets.set(ref, offset);
    return offset === 0 ? place : `${ref}#${Number(number) + offset}`;
  };
  return { ...tree, lines: tree.lines.map((one) => ({ ...one, parts: one.parts.map((part) => ({ ...part, intervals: part.intervals.map((interval) => ({ ...interval, readings: interval.readings.map(moved) })) })) })) };
};

const refsOf = ({ lines }: Explanation): readonly string[] => [...new Set(lines.flatMap(({ parts }) => parts.flatMap(({ intervals, standing }) =>
  [...intervals.flatMap(({ readings, prices }) => [...readings, ...prices]), ...standing.flatMap(({ prices }) => prices)]))
  .map((place) => place.replace(PLACE, '')))].sort();

const linesOf = (said: SettlementVersion['said']): readonly Readonly<{ id: string; amountDkk: string }>[] => ('delta' in said ? said.delta.lines : said.lines);

/** What one version added, on one line or in all. */
const addedBy = ({ said }: SettlementVersion, line: string | undefined): string => (line === undefined
  ? ('delta' in said ? said.delta : said).totalDkk
  : linesOf(said).find(({ id }) => id === line)?.amountDkk ?? '0.00');

const eventPath = ({ stream, revision }: Readonly<{ stream: string; revision: number }>): string => `/api/streams/${encodeURIComponent(stream)}?fromRevision=${revision}&limit=1`;

const leafOf = (heard: Heard): Leaf => ({
  ...heard, event: eventPath(heard),
  ...(heard.source && { message: `/api/messages/${encodeURIComponent(heard.source.sender)}/${encodeURIComponent(heard.source.documentId)}` }),
});
