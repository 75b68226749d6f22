type Days = Readonly<{ from: string; to: string }>;
/** One change, and in which list of changes it belongs. */
export type SupposedPrice = Readonly<{ field: 'charges' | 'products' | 'rates'; value: Readonly<Record<string, unknown>> }>;

const PRODUCT_FIELDS: Readonly<Record<string, string>> = { margin: 'marginDkkPerKwh', fixed: 'fixedDkkPerKwh', subscription: 'subscriptionDkkPerMonth' };
const DAYS = /@(\d{4}-\d{2}-\d{2})(?:\.\.(\d{4}-\d{2}-\d{2}))?$/;
const HOW_PRICES = '<owner>/<type>/<code>=0.05 (or 24 prices with commas), product/<id>=margin:0.05,fixed:0.7,subscription:29 or rate/<name>=0.25; and @<from>..<to> for other days';
const HOW_READINGS = '[<gsrn>/]<first instant>/<PT15M or PT1H>=0.250,0.300,…';

/** Another price, of a charge, a product or a rate; from the first day asked about unless told. @returns a sentence when it cannot be understood */
export const supposedPrice = (text: string, { from }: Days): SupposedPrice | string => {
  const days = DAYS.exec(text);
  const [what = '', amounts = ''] = text.replace(DAYS, '').split(/=(.*)/s);
  const span = { from: days?.[1] ?? from, ...(days?.[2] !== undefined && { to: days[2] }) };
  const wrong = `--price ${JSON.stringify(text)} cannot be understood. Give ${HOW_PRICES}.`;
  const [kind, name, rest, ...more] = what.split('/');
  if (amounts === '' || more.length > 0 || !kind || !name) return wrong;
  if (kind === 'rate') return rest === undefined ? { field: 'rates', value: { name, value: amounts, ...span } } : wrong;
  if (kind === 'product') {
    const pairs = amounts.split(',').map((one) => one.split(':').map((part) => part.trim()));
    if (rest !== undefined || pairs.some(([field = '', amount, ...others]) => PRODUCT_FIELDS[field] === undefined || !amount || others.length > 0)) return wrong;
    return { field: 'products', value: { id: name, ...Object.fromEntries(pairs.map(([field, amount]) => [PRODUCT_FIELDS[field!], amount])), ...span } };
  }
  if (!rest) return wrong;
  const prices = amounts.split(',').map((one) => one.trim());
  return { field: 'charges', value: { owner: kind, type: name, code: rest, ...(prices.length === 1 ? { price: prices[0] } : { hours: prices }), ...span } };
};

/** Other readings of a point, one value after another. @returns a sentence when they cannot be understood */
export const supposedReadings = (text: string, gsrns: readonly string[]): Readonly<Record<string, unknown>> | string => {
  const found = /^(?:(\d+)\/)?([^/=]+)\/([^/=]+)=(.+)$/s.exec(text);
  const gsrn = found?.[1] ?? (gsrns.length === 1 ? gsrns[0] : undefined);
  if (!found) return `--reading ${JSON.stringify(text)} cannot be understood. Give ${HOW_READINGS}.`;
  if (gsrn === undefined) return `--reading ${JSON.stringify(text)} must say of which point: ${HOW_READINGS}.`;
  return { gsrn, from: found[2], resolution: found[3], kwh: found[4]!.split(',').map((one) => one.trim()) };
};
