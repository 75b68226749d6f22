/** Metered data as the market sends it, read and checked. Values are whole thousandths of the unit: Wh for KWH, varh for K3. Times are UTC text. */
export type Rsm012 = Readonly<{
  /** mRID of the document; unique per sender. */
  documentId: string;
  sender: string;
  senderRole: string;
  receiver: string;
  receiverRole: string;
  createdAt: string;
  processType: 'E23';
  series: readonly Rsm012Series[];
}>;

export type Rsm012Resolution = 'PT15M' | 'PT1H' | 'P1M';

/** In a received reading a quality is one of these; sums and calculations do not come by RSM-012. */
export type Rsm012Quality = 'measured' | 'estimated' | 'missing';

/** KWH for active energy, K3 (kVArh) for reactive exchange (type D20). */
export type Rsm012Unit = 'KWH' | 'K3';

/** One point's values over one interval [from, to). It replaces everything known for that interval if it was registered later. */
export type Rsm012Series = Readonly<{
  /** mRID of the series: the market's transaction id, never used twice. */
  seriesId: string;
  gsrn: string;
  meteringPointType: string;
  resolution: Rsm012Resolution;
  from: string;
  to: string;
  /** Which of two series for the same time counts: the later. */
  registeredAt: string;
  unit: Rsm012Unit;
  product?: string;
  /** The transaction of our own RSM-015 that this answers. */
  answersRequest?: string;
  /** Neighbouring areas of an exchange point. */
  inDomain?: Area;
  outDomain?: Area;
  /** In order of time, one per step; null exactly where the quality is `missing`, never 0 for want of a value. */
  valuesWh: readonly (number | null)[];
  qualities: readonly Rsm012Quality[];
  /** Where the series stands in its document, from 0. */
  index: number;
}>;

/** An area and the scheme of its code: NDK for Danish grid areas (3 digits), A01 for EIC. */
export type Area = Readonly<{ codingScheme: string; value: string }>;
