import type { RecordedEvent } from '#kernel';
import type { SettlementEvent } from '#settlement/published';

type Amounts = Readonly<{ lines: readonly Readonly<{ id: string; quantity: string; amountDkk: string }>[]; vat: readonly Readonly<{ rate: string; baseDkk: string; vatDkk: string }>[]; totalDkk: string }>;

/** A decimal with at most three decimals in thousandths, read by hand so that nothing is shared with what is tested. */
const thousandths = (text: string): bigint => {
  const [, sign, whole, fraction = ''] = /^(-?)(\d+)(?:\.(\d{1,3}))?$/.exec(text)!;
  return (sign === '-' ? -1n : 1n) * BigInt(whole + fraction.padEnd(3, '0'));
};

/** Adds amounts up line by line and VAT rate by rate; what comes to nothing is left out. As text, so that sums can be compared. */
export const sumOf = (all: readonly Amounts[]): Readonly<Record<string, string>> => {
  const sums = new Map<string, bigint>();
  const add = (name: string, text: string): void => void sums.set(name, (sums.get(name) ?? 0n) + thousandths(text));
  for (const { lines, vat, totalDkk } of all) {
    for (const { id, quantity, amountDkk } of lines) {
      add(`${id} quantity`, quantity);
      add(`${id} DKK`, amountDkk);
    }
    for (const { rate, baseDkk, vatDkk } of vat) {
      add(`VAT ${rate} of`, baseDkk);
      add(`VAT ${rate}`, vatDkk);
    }
    add('total', totalDkk);
  }
  return Object.fromEntries([...sums].filter(([, sum]) => sum !== 0n).sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, sum]) => [name, String(sum)]));
};

/** What each event of a settlement adds. */
export const addedBy = (events: readonly RecordedEvent<SettlementEvent>[]): readonly Amounts[] => events.flatMap(({ type, data }): Amounts[] => {
  switch (type) {
    case 'PeriodSettled': return [data];
    case 'SettlementCorrected':
    case 'SettlementReversed': return [data.delta];
    default: return [];
  }
});

export type Standing = Readonly<{ gsrn: string; from: string; to: string; customerId: string; payerId: string; totalDkk: string }>;
export type StandOfPeriod = Readonly<{ standing?: Standing; issue?: readonly string[] }>;

/** How the events leave a period: the figures that stand, the reasons of the issue that is open. */
export const standOf = (events: readonly RecordedEvent<SettlementEvent>[]): StandOfPeriod => {
  let [standing, issue]: [Standing | undefined, readonly string[] | undefined] = [undefined, undefined];
  for (const { type, data } of events) {
    switch (type) {
      case 'PeriodSettled':
      case 'SettlementCorrected':
        [standing, issue] = [data, undefined];
        break;
      case 'SettlementReversed':
        standing = undefined;
        break;
      case 'SettlementBlocked':
        issue = reasonsText(data.reasons);
        break;
      case 'SettlementIssueDismissed':
      case 'SettlementIssueResolved':
        issue = undefined;
    }
  }
  return { ...(standing && { standing }), ...(issue && { issue }) };
};

export const reasonsText = (reasons: readonly Readonly<{ code: string; en: string; path?: string }>[]): readonly string[] => reasons.map(({ code, en, path = '' }) => `${code} ${path} ${en}`).sort();
