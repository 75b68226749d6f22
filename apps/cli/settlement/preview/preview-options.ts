import { readFile } from 'node:fs/promises';
import { type Reason } from '#kernel';
import { InvalidInput } from '#platform';
import { type PreviewAsked, readPreview } from '#settlement';
import { wrongUsage } from '../../operator-error-of.js';
import { supposedPrice, supposedReadings } from './supposed.js';

export type PreviewOptions = Readonly<{
  gsrn: readonly string[]; from: string; to: string;
  price?: readonly string[]; product?: readonly string[]; reading?: readonly string[]; changes?: string;
}>;

type Changes = Readonly<Record<string, unknown>>;

/** What is asked, with all changes together. @throws OperatorError (wrong usage) with everything that is wrong with options and file */
export const readPreviewOptions = async (options: PreviewOptions): Promise<PreviewAsked> => {
  const problems: string[] = [];
  const keep = <T>(read: () => T | string): readonly T[] => {
    const answer = read();
    if (typeof answer !== 'string') return [answer];
    problems.push(answer);
    return [];
  };
  const inFile = options.changes === undefined ? {} : await changesIn(options.changes, problems);
  const prices = (options.price ?? []).flatMap((text) => keep(() => supposedPrice(text, options)));
  const readings = (options.reading ?? []).flatMap((text) => keep(() => supposedReadings(text, options.gsrn)));
  const of = (field: string): readonly unknown[] => [...listIn(inFile, field), ...prices.filter((one) => one.field === field).map(({ value }) => value)];
  const contract = options.product && { ...(inFile.contract as object | undefined), products: options.product.map((product) => ({ product })) };
  const suppose: Changes = {
    ...inFile, ...(['charges', 'products', 'rates'] as const).reduce((all, field) => (of(field).length > 0 ? { ...all, [field]: of(field) } : all), {}),
    ...(readings.length > 0 && { readings: [...listIn(inFile, 'readings'), ...readings] }), ...(contract && { contract }),
  };
  const input = { gsrns: options.gsrn, period: { from: options.from, to: options.to }, ...(Object.keys(suppose).length > 0 && { suppose }) };
  try {
    const asked = await readPreview(input);
    if (problems.length === 0) return asked;
  } catch (error) {
    if (!(error instanceof InvalidInput)) throw error;
    problems.push(...error.reasons.map(asOption));
  }
  throw wrongUsage(problems);
};

const changesIn = async (file: string, problems: string[]): Promise<Changes> => {
  try {
    const value: unknown = JSON.parse(await readFile(file, 'utf8'));
    if (value !== null && typeof value === 'object' && !Array.isArray(value)) return value as Changes;
    problems.push(`--changes ${file} must hold a JSON object, such as {"rates": [{"name": "vat", "from": "2025-01-01", "value": "0.20"}]}.`);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (error instanceof SyntaxError) problems.push(`--changes ${file} is not JSON: ${error.message}`);
    else if (code !== undefined) problems.push(`--changes ${file} cannot be read (${code}). Check its name and rights.`);
    else throw error;
  }
  return {};
};

/** A field of the file that is a list; anything else is left to the check of the whole. */
const listIn = (changes: Changes, field: string): readonly unknown[] => {
  const value = changes[field];
  return value === undefined ? [] : Array.isArray(value) ? value as readonly unknown[] : [value];
};

/** A problem of the whole question, by the option it comes from where that is plain. */
const asOption = ({ path = '$', code, en }: Reason): string => {
  const option = path.startsWith('$.gsrns') ? '--gsrn' : path === '$.period.from' ? '--from' : path === '$.period.to' ? '--to' : undefined;
  return `${option === undefined ? path.replace('$.suppose', '--changes $') : option}: ${code}: ${en}`;
};
