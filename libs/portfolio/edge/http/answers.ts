import { gsrnReasons } from '#energy';
import type { Reason, Receipt } from '#kernel';
import { InvalidInput } from '#platform';
import type { Freshness, Freshnesses } from '#projections';
import { REFERENCE } from '../../domain/shapes.js';

/** How long a statement waits until the view shows it, so that whoever asks next finds it. */
const READ_YOUR_WRITES_MS = 3_000;

/** The receipt, and whether the view shows what was stated. */
export const shown = async (freshness: Freshnesses, view: string, receipt: Receipt): Promise<Receipt & Readonly<{ visible: boolean }>> =>
  ({ ...receipt, visible: receipt.position === undefined || await freshness.waitFor(view, receipt.position, READ_YOUR_WRITES_MS) });

/** How new an answer from several views is: that of the view that is furthest behind. */
export const stalest = async (freshness: Freshnesses, ...views: readonly [string, ...string[]]): Promise<Freshness> =>
  (await Promise.all(views.map((view) => freshness.of(view)))).reduce((a, b) => (b.lagSeconds > a.lagSeconds ? b : a));

/** @throws InvalidInput when a text of the path is no reference */
export const mustBeReferences = (texts: Readonly<Record<string, string>>): void => {
  const reasons = Object.entries(texts).filter(([, text]) => !REFERENCE.test(text)).map(([name]): Reason => ({
    code: 'NOT_A_REFERENCE', path: `$.${name}`, en: `${name} must be a reference: up to 64 letters, digits, dots, dashes and underscores, and nothing that could be a CPR number.`,
    da: `${name} skal være en reference: op til 64 bogstaver, cifre, punktummer, bindestreger og understregninger, og intet, der kan være et CPR-nummer.`,
  }));
  if (reasons.length > 0) throw new InvalidInput(reasons);
};

/** @throws InvalidInput when the path names no metering point. Its check digit counts only for what is stated, not for questions. */
export const mustBeGsrn = (gsrn: string, { strict }: Readonly<{ strict: boolean }>): void => {
  const reasons = gsrnReasons(gsrn, { strict, path: '$.gsrn' });
  if (reasons.length > 0) throw new InvalidInput(reasons);
};

/** All days: questions about the portfolio tell everything that holds. */
export const ALWAYS = { from: '1900-01-01' } as const;
