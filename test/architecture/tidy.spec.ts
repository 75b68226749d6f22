import { describe, expect, it } from '@jest/globals';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';

const ROOT = resolve(import.meta.dirname, '../..');
const LEFT_OUT = new Set(['node_modules', 'dist', '.git', '.gridtally', 'coverage', 'reports', '.stryker-tmp']);

const walk = (folder: string): string[] => readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
  const path = join(folder, entry.name);
  if (LEFT_OUT.has(entry.name) || entry.isSymbolicLink()) return [];
  return entry.isDirectory() ? walk(path) : [relative(ROOT, path)];
});
const FILES = walk(ROOT);
const TEXT = FILES.filter((file) => /\.(ts|mts|mjs|cjs|md|ya?ml|json|sql)$/.test(file) && !/^package-lock|\/schemas\/|^test\/scenarios\/.*\.(json|csv)$/.test(file));
const CODE = FILES.filter((file) => /^(apps|libs|test|infra)\/.*\.(ts|mjs)$/.test(file) && !file.endsWith('.d.ts'));
const PRODUCT = CODE.filter((file) => /^(apps|libs)\//.test(file) && !/\.spec\.ts$|[/.-](contract|testing|for-specs)\.ts$/.test(file));
const read = (file: string): string => readFileSync(join(ROOT, file), 'utf8');
const places = (files: readonly string[], pattern: RegExp): string[] => files.flatMap((file) => read(file).split('\n').flatMap((line, at) => (pattern.test(line) ? [`${file}:${at + 1}: ${line.trim().slice(0, 120)}`] : [])));
const LIBS = readdirSync(join(ROOT, 'libs')).filter((name) => statSync(join(ROOT, 'libs', name)).isDirectory());
const me = 'test/architecture/tidy.spec.ts';
const others = (files: readonly string[]) => files.filter((file) => file !== me);

describe('The repository', () => {
  it('has a README and a door in every library', () => {
    expect(LIBS.flatMap((lib) => ['README.md', 'index.ts'].filter((file) => !existsSync(join(ROOT, 'libs', lib, file))).map((file) => `libs/${lib}/${file}`))).toEqual([]);
  });
  it('keeps every event type ever written in a museum', () => {
    const missing = PRODUCT.filter((file) => /\/domain\/[^/]+\.ts$/.test(file)).flatMap((file) => [...read(file).matchAll(/\bEvent<'([A-Z]\w+)'/g)]
      .map(([, type]) => join('libs', file.split('/')[1]!, 'domain/museum', `${type}.1.json`)).filter((piece) => !existsSync(join(ROOT, piece))));
    expect(missing).toEqual([]);
  });
  it('has museum pieces that say what type they are', () => {
    const wrong = FILES.filter((file) => file.includes('/domain/museum/') && file.endsWith('.json')).filter((file) => (JSON.parse(read(file)) as { type: string }).type !== /([^/]+)\.\d+\.json$/.exec(file)?.[1]);
    expect(wrong).toEqual([]);
  });
  it('runs all its tests, or says NOT RUN and why', () => expect(places(others(CODE), /^(?!.*NOT RUN: ).*(\b(it|test|describe)\.(skip|todo|only)\b|\bx(it|describe|test)\()/)).toEqual([]));
  it('leaves nothing for later in words', () => expect(places(others(CODE), /\b(TODO|FIXME|HACK|XXX)\b/)).toEqual([]));
  it('never tells the compiler to look away', () => expect(places(others(CODE.filter((file) => file.endsWith('.ts'))), /@ts-(ignore|nocheck)|\bas any\b|: any\b/)).toEqual([]));
  it('swallows no error without saying why', () => expect(places(others(CODE), /catch *(\([^)]*\))? *\{ *\}|\.catch\(\(\) *=> *(\{ *\}|undefined|null)\)(?!.*\/\/ \w)/)).toEqual([]));
  it('reads the environment in one place', () => {
    expect(places(PRODUCT.filter((file) => !/^libs\/platform\/|^apps\/cli\/main\.ts$/.test(file)), /process\.env/)).toEqual([]);
  });
  it('decides without clock, chance and decorators', () => {
    const deciding = PRODUCT.filter((file) => /\/domain\/|^libs\/(kernel|energy)\//.test(file) && file !== 'libs/kernel/clock.ts');
    expect(places(deciding, /new Date\(\)|Date\.now\(|Math\.random\(|^\s*@[A-Z]\w+\(/)).toEqual([]);
  });
  it('lets no ORM change tables by itself', () => expect(places(others(PRODUCT), /synchronize: *true/)).toEqual([]));
  it('pins every dependency', () => {
    const { dependencies, devDependencies } = JSON.parse(read('package.json')) as Record<'dependencies' | 'devDependencies', Record<string, string>>;
    expect(Object.entries({ ...dependencies, ...devDependencies }).filter(([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))).toEqual([]);
  });
  it('names no place that packages come from', () => {
    const lock = read('package-lock.json');
    expect(/"resolved"/.test(lock)).toBe(false);
    expect(places(others(TEXT), /registry\.npmjs\.org|repo1?\.maven|deb\.debian\.org/)).toEqual([]);
  });
  it('keeps files to one idea: none above 300 lines', () => {
    expect(PRODUCT.map((file) => [file, read(file).split('\n').length] as const).filter(([, lines]) => lines > 300)).toEqual([]);
  });
  it('holds no file above 1 MiB', () => expect(FILES.filter((file) => statSync(join(ROOT, file)).size > 1_048_576)).toEqual([]));
  it('has a licence beside shipped data', () => {
    const folders = FILES.filter((file) => /\/(schemas|samples)\/[^/]+\.(json|xml|csv)$/.test(file)).map((file) => file.slice(0, file.lastIndexOf('/')));
    expect([...new Set(folders)].filter((folder) => !readdirSync(join(ROOT, folder)).some((name) => /LICENSE/i.test(name)))).toEqual([]);
  });
});
