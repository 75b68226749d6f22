import type { Findings } from '../findings.js';
import type { Place } from '../json/json-path.js';
import type { CimHeader, CimSeries } from '../rsm-012-cim.js';

/** What the rules ask about the whole document. */
export type HeaderFacts = Readonly<{
  header: CimHeader;
  place: Place;
  /** Epoch milliseconds; NaN when the text is no time (told by a rule). */
  createdAt: number;
  strictIds: boolean;
  /** Our own numbers; undefined = any receiver will do. */
  receivers: ReadonlySet<string> | undefined;
}>;

/** What the rules ask about one series. Times are epoch milliseconds, NaN when the text is no time. */
export type SeriesFacts = Readonly<{
  series: CimSeries;
  place: Place;
  from: number;
  to: number;
  registeredAt: number;
  /** How many values the interval must hold; NaN when interval or resolution are wrong themselves. */
  steps: number;
  /** Of the document; NaN when that is no time. */
  createdAt: number;
  zone: string;
  strictIds: boolean;
}>;

/** One thing that must hold. Tells every violation, each at its place; knows nothing of the other rules. */
export type HeaderRule = (facts: HeaderFacts, findings: Findings) => void;
export type SeriesRule = (facts: SeriesFacts, findings: Findings) => void;
