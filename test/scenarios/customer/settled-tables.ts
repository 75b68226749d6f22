import { settleFromJson, type SettleResult } from '../../../libs/settlement/edge/settle/settle-from-json.js';
import { disagreements } from '../../../libs/settlement/domain/customer/recompute.js';
import type { Row, Scenario } from './scenario.js';
import { settlementQuestion } from './settlement-question.js';

/** What the settle door answers to a situation, as the tables that `then` may state. */
export const settledTables = (scenario: Scenario): Readonly<Record<string, readonly Row[] | Row>> => {
  const result = settleFromJson(settlementQuestion(scenario), { explain: true });
  switch (result.status) {
    case 'invalid': return { 'problems.csv': result.problems.map(({ code, path }) => ({ code, path: path ?? '' })) };
    case 'notReady': return { 'missing.csv': result.missing.flatMap(({ code, spans }) => (spans.length === 0 ? [{ code, from: '', to: '' }] : spans.map(({ from, to }) => ({ code, from, to })))) };
    case 'settled': return settled(result);
  }
};

const settled = ({ settlement, correction, change, aconto, explanation }: Extract<SettleResult, { status: 'settled' }>): Readonly<Record<string, readonly Row[] | Row>> => {
  if (explanation && disagreements(explanation).length > 0) throw new Error(`The explanation recomputes to other amounts: ${JSON.stringify(disagreements(explanation))}`);
  return {
    ...(settlement ? {
      'lines.csv': settlement.lines.map(({ id, quantity, unitPriceDkk, unroundedDkk, amountDkk }) => ({ id, quantity, unit_price_dkk: unitPriceDkk ?? '', unrounded_dkk: unroundedDkk, amount_dkk: amountDkk })),
      'parts.csv': settlement.lines.flatMap(({ id, parts }) => parts.map(({ from, to, quantity, vatRate, amountDkk }) => ({ id, from, to, quantity, vat_rate: vatRate, amount_dkk: amountDkk }))),
      'vat.csv': settlement.vat.map(({ rate, baseDkk, vatDkk }) => ({ rate, base_dkk: baseDkk, vat_dkk: vatDkk })),
      'limits.csv': settlement.electricityTaxLimits.map(({ from, to, limitKwh, usedKwh }) => ({ from, to, limit_kwh: limitKwh, used_kwh: usedKwh })),
      'totals.json': settlement as unknown as Row,
    } : {}),
    ...(correction ? { 'correction_lines.csv': correction.lines.map(({ id, quantity, amountDkk }) => ({ id, quantity, amount_dkk: amountDkk })), 'correction_totals.json': correction as unknown as Row } : {}),
    ...(change ? { 'change_lines.csv': change.lines.map(({ id, quantity, unroundedDkk, amountDkk }) => ({ id, quantity, unrounded_dkk: unroundedDkk, amount_dkk: amountDkk })), 'change_totals.json': change as unknown as Row } : {}),
    ...(aconto ? { 'aconto.json': aconto } : {}),
    ...(explanation ? { 'explained_rates.csv': explainedRates(explanation.lines) } : {}),
  };
};

/** kWh of each rate of a line, added up from its intervals. */
const explainedRates = (lines: NonNullable<Extract<SettleResult, { status: 'settled' }>['explanation']>['lines']): readonly Row[] => lines.flatMap(({ id, parts }) => (['full', 'reduced'] as const).flatMap((rate) => {
  const wh = parts.flatMap(({ intervals }) => intervals).filter((one) => one.rate === rate).map(({ kwh }) => BigInt(kwh.replace('.', '')));
  return wh.length === 0 ? [] : [{ id, rate, kwh: thousandths(wh.reduce((sum, one) => sum + one, 0n)) }];
}));

const thousandths = (wh: bigint): string => String(wh).padStart(4, '0').replace(/(\d{3})$/, '.$1');
