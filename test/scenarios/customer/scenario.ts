import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export type Row = Readonly<Record<string, string>>;

export const ROOT = import.meta.dirname;

/** Every situation that has a folder, in order. */
export const situations = (): readonly string[] =>
  readdirSync(ROOT, { withFileTypes: true }).filter((entry) => entry.isDirectory() && entry.name.startsWith('given_')).map(({ name }) => name).sort();

/** The tables and documents of one situation. Every file read is remembered, so that a file nobody looks at can be found. */
export class Scenario {
  readonly read = new Set<string>();

  constructor(readonly folder: string) {}

  has(file: string): boolean {
    return existsSync(join(ROOT, this.folder, file));
  }

  text(file: string): string {
    this.read.add(file);
    return readFileSync(join(ROOT, this.folder, file), 'utf8');
  }

  json(file: string): Record<string, unknown> {
    return JSON.parse(this.text(file)) as Record<string, unknown>;
  }

  rows(file: string): readonly Row[] {
    const [head, ...lines] = this.text(file).trim().split('\n').map((line) => line.split(';'));
    return lines.map((cells) => Object.fromEntries(head!.map((name, at) => [name, cells[at] ?? ''])));
  }

  /** The rows when the file is there. */
  rowsIf(file: string): readonly Row[] | undefined {
    return this.has(file) ? this.rows(file) : undefined;
  }

  files(): readonly string[] {
    return ['when', 'then'].flatMap((part) => (this.has(part) ? readdirSync(join(ROOT, this.folder, part)).map((name) => `${part}/${name}`) : []));
  }
}

/** The given columns of the actual rows, so that a table compares what it states and nothing else, but every row of it. */
export const columnsOf = (expected: readonly Row[], actual: readonly Row[]): readonly Row[] => {
  const names = Object.keys(expected[0] ?? actual[0] ?? {});
  return actual.map((row) => Object.fromEntries(names.map((name) => [name, row[name] ?? ''])));
};
