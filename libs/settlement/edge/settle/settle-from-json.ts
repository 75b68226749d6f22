import type { Reason } from '#kernel';
import { type AcontoStatement, finalSettlement, quarterEnd } from '../../domain/customer/aconto.js';
import { type Change, changesThatDoNotFit, settleChange } from '../../domain/customer/change.js';
import { type Correction, correctionOf } from '../../domain/customer/correction.js';
import { explain, type Explanation, sourcesOf } from '../../domain/customer/explanation.js';
import type { MissingInput } from '../../domain/customer/missing-input.js';
import { settle } from '../../domain/customer/settle.js';
import type { SettlementInput } from '../../domain/customer/settlement-input.js';
import { parseExactJson } from './exact-json.js';
import { readInput } from './read-input.js';
import type { Questions } from './read-questions.js';
import { acontoJson, type AcontoJson, changeJson, type ChangeJson, correctionJson, type CorrectionJson, settlementJson, type SettlementJson } from './result-json.js';
import { formatInstant, kwhFromWh } from '#energy';

/** The answer of the settle door, all text. `invalid`: the document is wrong. `notReady`: it is right, but inputs are missing, so there is no amount. */
export type SettleResult =
  | Readonly<{ status: 'invalid'; problems: readonly Reason[] }>
  | Readonly<{ status: 'notReady'; missing: readonly MissingInput[] }>
  | Readonly<{
    status: 'settled';
    /** Absent when only changes were asked about. */
    settlement?: SettlementJson;
    correction?: CorrectionJson; change?: ChangeJson; aconto?: AcontoJson;
    explanation?: Explanation;
  }>;

export type SettleOptions = Readonly<{ /** Add the tree that says why. */ explain?: boolean }>;

/**
 * Settles one point for one period from a JSON document (settlement-input.schema.json). Never throws for what the document says:
 * every problem is collected with code, JSON path and what to do.
 */
export const settleFromJson = (text: string, { explain: withExplanation = false }: SettleOptions = {}): SettleResult => {
  const document = parseExactJson(text);
  if (!document.ok) return { status: 'invalid', problems: document.problems };
  const read = readInput(document.value);
  if (!read.ok) return { status: 'invalid', problems: read.problems };
  const { input, questions } = read;
  const unfit = unfitChanges(input, questions);
  if (unfit.length > 0) return { status: 'invalid', problems: unfit };

  const change = questions.changes && settleChange(input, questions.changes);
  const onlyChanges = questions.changes !== undefined && input.readings.length === 0;
  if (change?.status === 'notReady' && onlyChanges) return change;
  if (onlyChanges && change?.status === 'settled') return { status: 'settled', change: changeJson(change.change) };
  const answer = settle(input);
  if (answer.status === 'notReady') return answer;
  if (change?.status === 'notReady') return change;
  const { settlement } = answer;
  const [correction, aconto] = [correctionAsked(questions, settlement), acontoAsked(questions, settlement.totalOere)];
  return {
    status: 'settled', settlement: settlementJson(settlement, sourcesOf(settlement, input)),
    ...(correction ? { correction: correctionJson(correction) } : {}),
    ...(change ? { change: changeJson(change.change satisfies Change) } : {}),
    ...(aconto ? { aconto: acontoJson(aconto) } : {}),
    ...(withExplanation ? { explanation: explain(settlement, input) } : {}),
  };
};

const correctionAsked = ({ billed }: Questions, settlement: Parameters<typeof correctionOf>[0]): Correction | undefined => billed && correctionOf(settlement, billed);

const acontoAsked = ({ aconto }: Questions, totalOere: bigint): AcontoStatement | undefined => {
  if (!aconto) return undefined;
  return aconto.nextOere === undefined ? finalSettlement(totalOere, aconto.paidOere) : quarterEnd(totalOere, aconto.paidOere, aconto.nextOere);
};

const unfitChanges = (input: SettlementInput, { changes }: Questions): readonly Reason[] => (changes ? changesThatDoNotFit(input, changes) : []).map((change) => ({
  code: 'CHANGE_DOES_NOT_FIT', path: `$.changes[${changes!.indexOf(change)}].oldKwh`,
  en: `The reading at ${formatInstant(change.at)} is not ${kwhFromWh(change.oldWh)} kWh in the readings given. Correct the change or the readings.`,
  da: `Målingen ${formatInstant(change.at)} er ikke ${kwhFromWh(change.oldWh)} kWh i de angivne målinger. Ret ændringen eller målingerne.`,
}));
