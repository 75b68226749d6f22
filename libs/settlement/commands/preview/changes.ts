import type { ChargeKey, PriceArea, ProductKind, RateName } from '#catalogue/published';
import type { BillingFrequency } from '#portfolio/published';

type Span = Readonly<{ from: string; to?: string | undefined }>;

/** What would be otherwise. Amounts and energy as decimal text; days are local and half-open. Each change holds in place of what is known for its days. */
export type PreviewChanges = Readonly<{
  charges?: readonly (ChargeKey & Span & Readonly<{ price?: string | undefined; hours?: readonly string[] | undefined }>)[];
  products?: readonly (Span & Readonly<{ id: string; kind?: ProductKind | undefined; marginDkkPerKwh?: string | undefined; fixedDkkPerKwh?: string | undefined; subscriptionDkkPerMonth?: string | undefined }>)[];
  spot?: readonly Readonly<{ area: PriceArea; resolution: 'PT15M' | 'PT1H'; from: string; prices: readonly (string | null)[] }>[];
  rates?: readonly (Span & Readonly<{ name: RateName; value: string }>)[];
  /** In every contract of the points. */
  contract?: Readonly<{ products?: readonly (Partial<Span> & Readonly<{ product: string }>)[] | undefined; billingFrequency?: BillingFrequency | undefined; from?: string | undefined; to?: string | undefined }>;
  /** Days of the latest supply of each point. */
  supply?: Readonly<{ from?: string | undefined; to?: string | undefined }>;
  readings?: readonly Readonly<{ gsrn: string; resolution: 'PT15M' | 'PT1H'; from: string; kwh: readonly (string | null)[] }>[];
}>;
