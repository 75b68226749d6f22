import type { DocumentLine, VatGroup } from './events.js';
import type { Part } from './part.js';
import { dkkOf, oereOf } from './money.js';

export const GSRN = '571313900000000016';
export const JANUARY = { from: '2025-01-01', to: '2025-02-01' } as const;

/** Lines by id and amount, one kWh each. */
export const linesOf = (amounts: Readonly<Record<string, string>>): DocumentLine[] =>
  Object.entries(amounts).map(([id, amountDkk]) => ({ id, name: id, unit: 'kWh', quantity: '1.000', amountDkk }));

const sum = (amounts: readonly string[]): string => dkkOf(amounts.reduce((total, amount) => total + oereOf(amount), 0n));

/** A part with these lines and this VAT at 25 %. */
export const partWith = (amounts: Readonly<Record<string, string>>, vatDkk: string, more: Partial<Part> = {}): Part => {
  const lines = linesOf(amounts);
  const subtotalDkk = sum(Object.values(amounts));
  const gsrn = more.gsrn ?? GSRN;
  const vat: VatGroup[] = [{ rate: '0.25', baseDkk: subtotalDkk, vatDkk }];
  return {
    stream: `settlement-${gsrn}-${more.from ?? JANUARY.from}`, revision: 0, what: 'settled', settlementId: 's-1', number: 0, gsrn, ...JANUARY, customerId: 'customer-1', payerId: 'payer-1',
    contractId: 'contract-1', priceArea: 'DK1', lines, vat, full: lines, subtotalDkk, vatDkk, totalDkk: sum([subtotalDkk, vatDkk]), ...more,
  };
};

/** The second half of January 2025 as the golden master GM2 has it. Source: golden masters of the first system. */
export const GM2 = { energy: '199.49', grid_tariff: '59.14', system_tariff: '11.40', transmission_tariff: '10.35', electricity_tax: '1.69', grid_subscription: '25.29', supplier_subscription: '20.13' } as const;
/** Thirteen days of it, supply beginning three days later (GM11). */
export const GM11_LATER = { energy: '162.08', grid_tariff: '48.05', system_tariff: '9.27', transmission_tariff: '8.41', electricity_tax: '1.37', grid_subscription: '20.55', supplier_subscription: '16.35' } as const;
/** All of January (GM1) and February (GM6). */
export const GM1 = { energy: '386.51', grid_tariff: '114.58', system_tariff: '22.10', transmission_tariff: '20.05', electricity_tax: '3.27', grid_subscription: '49.00', supplier_subscription: '39.00' } as const;
export const GM6_FEBRUARY = { energy: '349.10', grid_tariff: '103.49', system_tariff: '19.96', transmission_tariff: '18.11', electricity_tax: '2.96', grid_subscription: '49.00', supplier_subscription: '39.00' } as const;

/** The same amounts taken back. */
export const takenBack = (amounts: Readonly<Record<string, string>>): Record<string, string> => Object.fromEntries(Object.entries(amounts).map(([id, amount]) => [id, dkkOf(-oereOf(amount))]));
