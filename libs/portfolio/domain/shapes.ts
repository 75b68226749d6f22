// Shapes of the texts that may stand in events. They are narrow on purpose: what can be a name, a sentence or a personal number does not fit.

/** Refuses what could be a CPR number: a day, a month and a year, and four digits. */
const NOT_A_CPR = '(?!(0[1-9]|[12]\\d|3[01])(0[1-9]|1[0-2])\\d{2}-?\\d{4}$)';

/** A reference to a customer, supply or contract: no blanks, no @, not what could be a personal number. */
export const REFERENCE = new RegExp(`^${NOT_A_CPR}[A-Za-z0-9][A-Za-z0-9._-]{0,63}$`);
/** The code of a reason, such as `moveOut` or `E20`: a word, never a sentence. */
export const REASON_CODE = new RegExp(`^${NOT_A_CPR}[A-Za-z0-9][A-Za-z0-9._-]{0,39}$`);
/** A charge's code as its owner writes it. */
export const CHARGE_CODE = /^[A-Za-z0-9ÆØÅæøå][A-Za-z0-9ÆØÅæøå ._+-]{0,34}$/;
export const GLN = /^\d{13}$/;
export const GSRN = /^\d{18}$/;
export const DAY = /^\d{4}-\d{2}-\d{2}$/;
/** Kilowatt-hours with at most three decimals. */
export const KWH = /^\d{1,9}(\.\d{1,3})?$/;

export const CUSTOMER_KINDS = ['private', 'business'] as const;
export const BILLING_FREQUENCIES = ['daily', 'weekly', 'monthly', 'quarterly'] as const;
export const CHARGE_TYPES = ['tariff', 'subscription', 'fee'] as const;
/** Both names of the erroneous switch; it is recorded under the first. */
export const SWITCH_PROCESSES = ['BRS-003', 'BRS-042'] as const;
export const LONGEST_PAYMENT_DAYS = 365;
export const GREATEST_FACTOR = 1_000_000;
export const MOST_PRODUCTS = 50;
