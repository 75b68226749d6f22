/** Why something cannot be taken as it is: a stable code, one sentence for people in both languages, and where. All reasons are collected, never only the first. */
export type Reason = Readonly<{
  /** Stable; the market's code where there is one (E86, D23 …), otherwise UPPER_SNAKE. */
  code: string;
  en: string;
  da: string;
  /** JSON path of the place, `$.Series[0].Period.Point[3].quantity`. */
  path?: string;
}>;
