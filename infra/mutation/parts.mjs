// What is mutated, in parts: each folder of rules with the specs that must notice, so that one part can be run alone.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '..', '..');
const DOMAIN = 'libs/settlement/domain';
const SUMS = `${DOMAIN}/customer/sums`;

/** Specs that lie elsewhere than beside the code. The oracle is left out: it is meant to run long. */
const ALSO = {
  market: ['test/scenarios/market/market-scenarios.spec.ts'],
  measurements: ['test/scenarios/measurements/*.spec.ts'],
  customer: ['test/scenarios/customer/customer.spec.ts'],
  sums: ['test/scenarios/customer/sums.spec.ts'],
};

const part = (name, folder, without = []) => ({
  name,
  mutate: [`${folder}/**/*.ts`, ...without.map((path) => `!${path}/**`), '!**/*.spec.ts', '!**/testing.ts', '!**/*.testing.ts'],
  specs: [`${folder}/**/!(*.integration|*.fuzz).spec.ts`, ...(ALSO[name] ?? [])],
});

export const PARTS = [
  part('energy', 'libs/energy'),
  ...readdirSync(join(ROOT, DOMAIN), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name !== 'museum' && readdirSync(join(ROOT, DOMAIN, entry.name)).some((file) => file.endsWith('.ts')))
    .map(({ name }) => part(name, `${DOMAIN}/${name}`, name === 'customer' ? [SUMS] : [])),
  part('sums', SUMS), // its spec is a long comparison with `customer`, too long for every change of that
];

/** @throws Error when there is no such part */
export const partNamed = (name) => {
  const found = PARTS.find((candidate) => candidate.name === name);
  if (!found) throw new Error(`There is no part ${name}. The parts are ${PARTS.map((candidate) => candidate.name).join(', ')}.`);
  return found;
};
