export type YamlValue = string | number | boolean | readonly YamlValue[] | { readonly [name: string]: YamlValue };

/** Plain data as YAML text, in block style. Texts are quoted as in JSON whenever YAML could read them as something else. */
export const toYaml = (value: YamlValue): string => `${lines(value).join('\n')}\n`;

const lines = (value: YamlValue): string[] => {
  if (typeof value !== 'object') return [scalar(value)];
  if (Array.isArray(value)) return value.length === 0 ? ['[]'] : (value as readonly YamlValue[]).flatMap((one) => nested('-', one));
  const entries = Object.entries(value);
  return entries.length === 0 ? ['{}'] : entries.flatMap(([name, one]) => nested(`${scalar(name)}:`, one));
};

const nested = (head: string, value: YamlValue): string[] => {
  const inner = lines(value);
  const isBlock = typeof value === 'object' && Object.keys(value).length > 0;
  return isBlock ? [head, ...inner.map((line) => `  ${line}`)] : [`${head} ${inner[0]}`];
};

const PLAIN = /^[A-Za-z][A-Za-z0-9_./ -]*[A-Za-z0-9]$/;
const NOT_TEXT = /^(true|false|yes|no|on|off|null|nan|inf)$/i;

const scalar = (value: string | number | boolean): string =>
  (typeof value === 'string' && (!PLAIN.test(value) || NOT_TEXT.test(value)) ? JSON.stringify(value) : String(value));
