import { settleFromJson } from '../../libs/settlement/edge/settle/settle-from-json.js';
import { recompute } from '../../libs/settlement/domain/customer/recompute.js';
import { documentText, randomCase } from './random-case.js';
import { reference } from './reference.js';

/** What the settlement and the oracle say about one random case, as text; equal texts are the whole point. */
export type Comparison = Readonly<{ seed: number; settled: string; expected: string }>;

export const compare = (seed: number): Comparison => {
  const document = randomCase(seed);
  const result = settleFromJson(documentText(document, seed), { explain: seed % 10 === 0 });
  const expected = reference(document);
  if (result.status !== 'settled' || !result.settlement) return { seed, settled: JSON.stringify(result).slice(0, 2000), expected: JSON.stringify(expected) };
  const { lines, subtotalDkk, vatDkk, totalDkk } = result.settlement;
  const again = result.explanation && recompute(result.explanation);
  if (again && again.totalDkk !== totalDkk) return { seed, settled: `explanation recomputes to ${again.totalDkk}`, expected: totalDkk };
  return {
    seed,
    settled: text({ lines: Object.fromEntries(lines.map(({ id, amountDkk }) => [id, amountDkk])), subtotal: subtotalDkk, vat: vatDkk, total: totalDkk }),
    expected: text(expected),
  };
};

const text = ({ lines, subtotal, vat, total }: { lines: Readonly<Record<string, string>>; subtotal: string; vat: string; total: string }): string =>
  JSON.stringify({ lines: Object.entries(lines).sort(([a], [b]) => (a < b ? -1 : 1)), subtotal, vat, total });
