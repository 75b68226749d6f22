import { daysBetween, gsrnReasons, InvalidValue, parseLocalDate } from '#energy';
import { type BillingFrequency, BILLING_FREQUENCIES, type RunPeriod, type RunScope } from '#settlement';
import { wrongUsage } from '../../operator-error-of.js';

export type RunCommandOptions = Readonly<{ from: string; to: string; gsrn?: readonly string[]; customer?: readonly string[]; priceArea?: string; frequency?: string; batchSize?: string; wait: boolean }>;
export type RunToStart = Readonly<{ period: RunPeriod; scope: RunScope; batchSize?: number }>;

const LARGEST_BATCH = 20_000;

/** What the options ask for. @throws OperatorError (wrong usage) with everything that is wrong */
export const readRunOptions = ({ from, to, gsrn, customer, priceArea, frequency, batchSize }: RunCommandOptions, strictIds: boolean): RunToStart => {
  const problems: string[] = [];
  for (const [option, day] of [['--from', from], ['--to', to]] as const) if (!isDay(day)) problems.push(`${option} must be a day that exists, such as 2025-10-01, not ${JSON.stringify(day)}.`);
  if (problems.length === 0 && daysBetween(from, to) < 1) problems.push('--to must lie after --from: it is the first day after the period.');
  for (const one of gsrn ?? []) problems.push(...gsrnReasons(one, { strict: strictIds, path: '--gsrn' }).map(({ en }) => `--gsrn ${JSON.stringify(one)}: ${en}.`.replace(/\.\.$/, '.')));
  const size = batchSize === undefined ? undefined : Number(batchSize);
  if (size !== undefined && !(/^\d{1,5}$/.test(batchSize!) && size >= 1 && size <= LARGEST_BATCH)) problems.push(`--batch-size must be a whole number from 1 to ${LARGEST_BATCH}, not ${JSON.stringify(batchSize)}.`);
  if (priceArea !== undefined && priceArea !== 'DK1' && priceArea !== 'DK2') problems.push(`--price-area must be DK1 or DK2, not ${JSON.stringify(priceArea)}.`);
  const known = BILLING_FREQUENCIES.find((one) => one === frequency);
  if (frequency !== undefined && known === undefined) problems.push(`--frequency must be one of ${BILLING_FREQUENCIES.join(', ')}, not ${JSON.stringify(frequency)}.`);
  if (problems.length > 0) throw wrongUsage(problems);
  return {
    period: { from, to }, ...(size !== undefined && { batchSize: size }),
    scope: { ...(gsrn && { gsrns: gsrn }), ...(customer && { customers: customer }), ...(priceArea !== undefined && { priceArea: priceArea as 'DK1' | 'DK2' }), ...(known && { billingFrequency: known satisfies BillingFrequency }) },
  };
};

const isDay = (text: string): boolean => {
  try {
    parseLocalDate(text);
    return true;
  } catch (error) {
    if (error instanceof InvalidValue) return false;
    throw error;
  }
};
