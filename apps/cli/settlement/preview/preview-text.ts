import { clipped, row, wrapped } from '#platform/published';
import type { Preview, PreviewedPeriod } from '#settlement';

const COMPARED = { settled: 'what was settled', 'as-is': 'things as they are', nothing: 'nothing: it was never settled' } as const;

/** What would be said and the difference line by line, in at most 100 columns. */
export const previewText = ({ asOf, periods }: Preview): string => (periods.length === 0
  ? 'No period of these points ends in these days: nothing would be settled. A period ends after --from and no later than --to.'
  : [...periods.flatMap((one) => [...periodLines(one), '']), clipped(`Nothing was written. As of ${asOf}`)].join('\n'));

const periodLines = (one: PreviewedPeriod): string[] => {
  const head = `Point ${one.period.gsrn}, ${one.period.from} to ${one.period.to}`;
  if (one.status === 'blocked') return [clipped(`${head}: cannot be settled`), ...one.reasons.flatMap(({ code, en }) => wrapped(`${code}: ${en}`, '  '))];
  const { figures, difference, comparedWith } = one;
  const changed = new Map(difference.lines.map(({ id, amountDkk }) => [id, amountDkk]));
  const gone = difference.lines.filter(({ id }) => !figures.lines.some((line) => line.id === id));
  const same = difference.lines.length === 0 && difference.vat.length === 0;
  return [
    clipped(`${head}, compared with ${COMPARED[comparedWith]}`),
    ...amounts('', 'would be', 'difference'),
    ...figures.lines.flatMap(({ id, name, amountDkk }) => amounts(`  ${name} [${id}]`, amountDkk, changed.get(id) ?? '')),
    ...gone.flatMap(({ id, name, amountDkk }) => amounts(`  ${name} [${id}]`, '0.00', amountDkk)),
    ...amounts('Without VAT', figures.subtotalDkk, signOf(difference.subtotalDkk)), ...amounts('VAT', figures.vatDkk, signOf(difference.vatDkk)), ...amounts('Total DKK', figures.totalDkk, signOf(difference.totalDkk)),
    ...(same ? ['No difference.'] : []),
  ];
};

const signOf = (amount: string): string => (/^-?0\.00$/.test(amount) ? '' : amount);

const COLUMN = 14;

const amounts = (text: string, amount: string, difference: string): string[] => [row(text, `${amount.padStart(COLUMN)}${difference.padStart(COLUMN)}`)];
