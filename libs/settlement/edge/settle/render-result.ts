import type { SettleResult } from './settle-from-json.js';
import type { LineJson } from './result-json.js';

export type Language = 'en' | 'da';

const WIDTH = 100;

/** The answer of the settle door for people, at most 100 columns wide where the words allow: problems, missing inputs, or lines and totals. */
export const renderResult = (result: SettleResult, language: Language = 'en'): string => {
  switch (result.status) {
    case 'invalid': return result.problems.map((problem) => `${problem.path ?? '$'}  ${problem.code}\n  ${problem[language]}`).join('\n');
    case 'notReady': return result.missing.map((missing) => `${missing.code}${missing.path ? `  ${missing.path}` : ''}\n  ${missing[language]}`).join('\n');
    case 'settled': return [
      ...(result.settlement ? [...result.settlement.lines.map(settledLine), ...totalRows(result.settlement)] : []),
      ...(result.correction ? ['', 'Correction', ...result.correction.lines.map(({ name, quantity, amountDkk }) => amountRow(name, quantity, '', amountDkk)), ...totalRows(result.correction)] : []),
      ...(result.change ? ['', 'Change', ...result.change.lines.map(({ name, quantity, amountDkk }) => amountRow(name, quantity, '', amountDkk)), ...totalRows(result.change)] : []),
      ...(result.aconto ? ['', amountRow('Paid in advance', '', '', result.aconto.paidDkk), amountRow('Next estimate', '', '', result.aconto.nextDkk), amountRow('To pay', '', '', result.aconto.dueDkk)] : []),
    ].join('\n').trimStart();
  }
};

const settledLine = ({ name, quantity, unit, unitPriceDkk, amountDkk }: LineJson): string => amountRow(name, `${quantity} ${unit}`, unitPriceDkk ?? '', amountDkk);

const totalRows = ({ subtotalDkk, vatDkk, totalDkk }: Readonly<{ subtotalDkk: string; vatDkk: string; totalDkk: string }>): readonly string[] =>
  ['-'.repeat(WIDTH), amountRow('Subtotal', '', '', subtotalDkk), amountRow('VAT', '', '', vatDkk), amountRow('Total DKK', '', '', totalDkk)];

/** Name, quantity, unit price and amount in columns. */
const amountRow = (name: string, quantity: string, unitPrice: string, amount: string): string => {
  const shown = name.length > 40 ? `${name.slice(0, 39)}…` : name;
  return `${shown.padEnd(40)} ${quantity.padStart(22)} ${unitPrice.padStart(17)} ${amount.padStart(18)}`;
};
