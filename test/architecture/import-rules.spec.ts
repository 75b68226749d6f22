import { beforeAll, describe, expect, it } from '@jest/globals';
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';
import { promisify } from 'node:util';

const ROOT = resolve(import.meta.dirname, '../..');
const RULES = createRequire(import.meta.url)(join(ROOT, '.dependency-cruiser.cjs')) as { forbidden: { name: string; comment: string }[] };
const CRUISER = join(ROOT, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');

/** One wrong import for each rule: who imports whom. */
const OFFENCES: Readonly<Record<string, readonly [string, string]>> = {
  'no-circles': ['libs/metering/domain/a.ts', 'libs/metering/domain/b.ts'],
  'kernel-knows-nobody': ['libs/kernel/handle.ts', 'libs/energy/scaled.ts'],
  'energy-knows-only-kernel': ['libs/energy/scaled.ts', 'pg'],
  'technology-knows-no-business': ['libs/platform/log.ts', 'libs/metering/published.ts'],
  'libs-know-no-apps': ['libs/metering/index.ts', 'apps/api/main.ts'],
  'contexts-meet-in-published': ['libs/settlement/views/lines.ts', 'libs/metering/domain/a.ts'],
  'nobody-imports-clients': ['libs/billing/index.ts', 'libs/audit/index.ts'],
  'domain-is-pure': ['libs/settlement/domain/lines.ts', 'pg'],
  'views-and-commands-know-no-edge': ['libs/metering/commands/receive.ts', 'libs/metering/edge/consumer.ts'],
  'views-know-no-commands': ['libs/metering/views/readings.ts', 'libs/metering/commands/receive.ts'],
  'kafkajs-stays-in-its-adapter': ['libs/messaging/direct/source.ts', 'kafkajs'],
  'eventstore-client-stays-in-its-adapter': ['apps/api/main.ts', '@eventstore/db-client'],
  'product-knows-no-test-tools': ['apps/api/main.ts', 'fast-check'],
};

type Violation = { rule: { name: string }; from: string; to: string };

const cruise = async (folder: string): Promise<Violation[]> => {
  const work = promisify(execFile)(process.execPath, [CRUISER, '--config', join(ROOT, '.dependency-cruiser.cjs'), '--output-type', 'json', 'apps', 'libs'], { cwd: folder, maxBuffer: 256 * 1024 * 1024 });
  const { stdout } = await work.catch((error: { stdout?: string }) => { // exit code = number of violations
    if (error.stdout) return { stdout: error.stdout };
    throw error;
  });
  return (JSON.parse(stdout) as { summary: { violations: Violation[] } }).summary.violations;
};

/** A tree in which every rule is broken once. */
const brokenTree = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'import-rules-'));
  const imports = new Map<string, string[]>();
  const specifier = (from: string, to: string) => {
    if (!/^(apps|libs)\//.test(to)) return to;
    const path = relative(dirname(from), to).replace(/\.ts$/, '.js');
    return path.startsWith('.') ? path : `./${path}`;
  };
  const add = (from: string, to?: string) => imports.set(from, [...(imports.get(from) ?? []), ...(to ? [`import '${specifier(from, to)}';`] : [])]);
  for (const [from, to] of Object.values(OFFENCES)) {
    add(from, to);
    if (/^(apps|libs)\//.test(to)) add(to);
  }
  add('libs/metering/domain/b.ts', 'libs/metering/domain/a.ts');
  for (const [file, lines] of imports) {
    mkdirSync(join(folder, dirname(file)), { recursive: true });
    writeFileSync(join(folder, file), `${lines.join('\n')}\nexport const here = 1;\n`);
  }
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions: { module: 'nodenext', moduleResolution: 'nodenext', target: 'ES2023' } }));
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ type: 'module' }));
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  return folder;
};

describe('The import rules', () => {
  let violations: Violation[];
  beforeAll(async () => {
    const folder = brokenTree();
    violations = await cruise(folder);
    rmSync(folder, { recursive: true });
  }, 120_000);

  it('all have an offence here', () => expect(Object.keys(OFFENCES).sort()).toEqual(RULES.forbidden.map(({ name }) => name).sort()));
  it('all say what to do instead', () => { for (const { comment } of RULES.forbidden) expect(comment.length).toBeGreaterThan(30); });
  for (const [rule, [from, to]] of Object.entries(OFFENCES)) {
    it(`${rule} fires when ${from} imports ${to}`, () => {
      const name = /^(apps|libs)\//.test(to) ? to : `node_modules/${to}`;
      expect(violations.some((one) => one.rule.name === rule && one.from === from && one.to.includes(name))).toBe(true);
    });
  }
  it('are kept by this repository', async () => expect(await cruise(ROOT)).toEqual([]), 180_000);
});
