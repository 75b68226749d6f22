import { type BillingFrequency, BILLING_FREQUENCIES, type RunPeriod, type RunScope } from '#settlement';
import { wrongUsage } from '../../operator-error-of.js';
import { gsrnProblems, periodProblems } from '../../period-options.js';

export type RunCommandOptions = Readonly<{ from: string; to: string; gsrn?: readonly string[]; customer?: readonly string[]; priceArea?: string; frequency?: string; batchSize?: string; wait: boolean }>;
export type RunToStart = Readonly<{ period: RunPeriod; scope: RunScope; batchSize?: number }>;

const LARGEST_BATCH = 20_000;

/** What the options ask for. @throws OperatorError (wrong usage) with everything that is wrong */
export const readRunOptions = ({ from, to, gsrn, customer, priceArea, frequency, batchSize }: RunCommandOptions, strictIds: boolean): RunToStart => {
  const problems = [...periodProblems({ from, to }), ...gsrnProblems(gsrn, strictIds)];
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
