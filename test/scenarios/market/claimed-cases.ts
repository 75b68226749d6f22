import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

type Case = Readonly<{ case: string; provedBy: readonly string[] }>;

/** What is wrong with a folder's list of cases: cases that no scenario claims, claims of scenarios that do not exist, scenarios that claim nothing. */
export const unclaimed = async (folder: string): Promise<readonly string[]> => {
  const cases = JSON.parse(await readFile(join(folder, 'cases.json'), 'utf8')) as readonly Case[];
  const scenarios = (await readdir(folder, { withFileTypes: true })).filter((entry) => entry.isDirectory()).map(({ name }) => name);
  const claiming = new Set(cases.flatMap(({ provedBy }) => provedBy));
  return [
    ...cases.filter(({ provedBy }) => provedBy.length === 0).map((unproved) => `no scenario proves: ${unproved.case}`),
    ...[...claiming].filter((name) => !scenarios.includes(name)).map((name) => `no such scenario: ${name}`),
    ...scenarios.filter((name) => !claiming.has(name)).map((name) => `claims no case: ${name}`),
  ];
};
