/** The parts of the settle door's document that the oracle knows, written down again for itself. */
export type Span = { from: string; to?: string };
export type Versioned = { version?: string; registeredAt?: string };
export type Values = Versioned & { resolution: 'PT15M' | 'PT1H'; from: string; values: (string | null)[] };
export type Spot = Versioned & { area: string; resolution: 'PT15M' | 'PT1H'; from: string; unit?: string; prices: (string | null)[] };
export type ProductPrice = Span & Versioned & { marginDkkPerKwh?: string; fixedDkkPerKwh?: string; subscriptionDkkPerMonth?: string };
export type Product = { id: string; kind: 'spot' | 'spotAllIn' | 'fixed' | 'addOn'; prices: ProductPrice[] };
export type Contract = Span & { id: string; products: { product: string; from?: string; to?: string }[] };
export type Key = { owner: string; type: 'tariff' | 'subscription' | 'fee'; code: string };
export type ChargePrice = Span & Versioned & { price?: string; hours?: string[]; points?: (string | null)[] };
export type Charge = Key & { category: string; resolution: string; tax?: boolean; vatExempt?: boolean; notBilled?: boolean; prices: ChargePrice[] };
export type Link = Key & Span & { factor?: string };
export type Reduction = {
  entitled: Span[]; yearStartsInMonth?: string; limits: (Span & { kwhPerYear: string })[]; prices: (Span & { dkkPerKwh: string })[];
  usedBeforeKwh?: string; fullRateReadings?: (Versioned & { from: string; values: (string | null)[] })[];
};
export type Document = {
  strictIds: boolean; zone: string; point: { gsrn: string; priceArea: string }; period: { from: string; to: string }; supply: Span[];
  readings: Values[]; exportReadings?: Values[]; exportCoupled?: Span[]; spot: Spot[]; products: Product[]; contracts: Contract[];
  charges: Charge[]; links: Link[]; requiredCategories: string[]; electricityTaxReduction?: Reduction; vat: (Span & { rate: string })[];
};
