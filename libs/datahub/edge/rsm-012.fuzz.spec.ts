import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { anRsm012, anRsm012Series } from '../testing.js';
import { fromRsm012, type Rsm012Read, toRsm012 } from './rsm-012.js';

/** Chosen once, printed with every failure; `FUZZ_SEED` takes another. */
const SEED = Number(process.env['FUZZ_SEED'] ?? 80_012);
const RUNS = 10_000;
const MOST_MS_EACH = 2_000;

const GOOD = toRsm012(anRsm012({ series: [anRsm012Series(), anRsm012Series({ seriesId: 'second', index: 1, valuesWh: [null, ...new Array<number>(23).fill(5)], qualities: ['missing', ...new Array<'estimated'>(23).fill('estimated')] })] }));

/** Every answer is one of two: a document whose parts fit together, or reasons that each have a code, both languages and a path. */
const check = (body: Buffer, what: string): Rsm012Read => {
  const began = performance.now();
  const result = fromRsm012(body);
  const took = performance.now() - began;
  if (took > MOST_MS_EACH) throw new Error(`${what}: took ${took} ms (seed ${SEED})`);
  const must = (holds: boolean, rule: string): void => {
    if (!holds) throw new Error(`${what}: ${rule} does not hold (seed ${SEED}): ${JSON.stringify(result).slice(0, 500)}`);
  };
  if (result.ok) {
    for (const { valuesWh, qualities } of result.document.series) {
      must(qualities.length === valuesWh.length, 'as many qualities as values');
      must(valuesWh.every((wh, at) => (wh === null ? qualities[at] === 'missing' : qualities[at] !== 'missing' && Number.isSafeInteger(wh) && wh >= 0)), 'null exactly where missing, else whole');
    }
  } else {
    must(result.reasons.length > 0 && result.reasons.length <= 201, 'some reasons, not too many');
    must(result.reasons.every(({ code }) => /^[A-Z][A-Z0-9_]+$/.test(code)), 'every reason has a code');
    must(result.reasons.every(({ en, da, path }) => en.length > 0 && da.length > 0 && path?.startsWith('$') === true), 'every reason has words and a path');
  }
  return result;
};

type Slot = { owner: Record<string, unknown> | unknown[]; key: string | number };
const slotsOf = (node: unknown, found: Slot[] = []): Slot[] => {
  if (typeof node !== 'object' || node === null) return found;
  for (const key of Array.isArray(node) ? node.keys() : Object.keys(node)) {
    found.push({ owner: node as Slot['owner'], key });
    slotsOf((node as Record<string, unknown>)[key as string], found);
  }
  return found;
};

/** Texts put in place of a value: raw, so that they may be what JSON.stringify would never write. */
const NASTY = [
  'null', 'true', '[]', '{}', '""', '0', '-0', '-1', '1e999', '-1e-999', '123456789012345678901234567890', '0.1234567890123456789', '1E2', 'NaN', 'Infinity', 'undefined', "'x'",
  '"\\ud800"', '"\\u0000"', '"\\q"', '"2025-02-30T23:00Z"', '"9999-12-31T23:59:59Z"', '"0001-01-01T00:00:00Z"', '"P1M"', '"PT1H"', '{"value":"A02"}', '{"value":1e5}', '{"value":{"value":1}}',
  '{"__proto__":{"polluted":true}}', '{"constructor":{"prototype":{"polluted":true}}}', '{"a":1,"a":2}', '[[[[[[[[]]]]]]]]', '"' + 'x'.repeat(5_000) + '"', '"\u2028é😀"', '', ',', '}', '/*x*/1', '01', '+1', '.5',
];

type Mutation = Readonly<{ kind: 'replace' | 'remove' | 'double' | 'copy'; slot: number; nasty: number; other: number }>;
const MARK = '\u0001mark\u0001';

const mutate = (mutations: readonly Mutation[]): string => {
  const root = JSON.parse(GOOD) as unknown;
  const raws: string[] = [];
  for (const { kind, slot, nasty, other } of mutations) {
    const slots = slotsOf(root);
    if (slots.length === 0) break;
    const { owner, key } = slots[slot % slots.length]!;
    const source = slots[other % slots.length]!;
    const record = owner as Record<string, unknown>;
    if (kind === 'replace') { record[key as string] = `${MARK}${raws.length}`; raws.push(NASTY[nasty % NASTY.length]!); }
    else if (kind === 'remove') { if (Array.isArray(owner)) owner.splice(key as number, 1); else Reflect.deleteProperty(owner, key); }
    else if (kind === 'copy') record[key as string] = structuredClone((source.owner as Record<string, unknown>)[source.key as string]);
    else if (Array.isArray(owner)) owner.push(structuredClone(owner[key as number]));
    else record[`${key}\u0001`] = record[key as string]; // becomes the same name twice below
  }
  return JSON.stringify(root).replaceAll('\\u0001":', '":').replace(/"\\u0001mark\\u0001(\d+)"/g, (_, at: string) => raws[Number(at)] ?? '');
};

const mutation = fc.record({ kind: fc.constantFrom('replace' as const, 'remove' as const, 'double' as const, 'copy' as const), slot: fc.nat(100_000), nasty: fc.nat(1_000), other: fc.nat(100_000) });

describe(`RSM-012 under fire (seed ${SEED})`, () => {
  const pristine = JSON.stringify([Object.getOwnPropertyNames(Object.prototype), Object.getOwnPropertyNames(Array.prototype)]);
  const expectPristine = () => {
    expect(JSON.stringify([Object.getOwnPropertyNames(Object.prototype), Object.getOwnPropertyNames(Array.prototype)])).toBe(pristine);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  };

  it(`answers ${RUNS} documents mutated in their structure`, () => {
    const outcomes = { accepted: 0, refused: 0 };
    fc.assert(fc.property(fc.array(mutation, { minLength: 1, maxLength: 4 }), (mutations) => {
      const text = mutate(mutations);
      outcomes[check(Buffer.from(text), text.slice(0, 200)).ok ? 'accepted' : 'refused']++;
    }), { seed: SEED, numRuns: RUNS });
    expectPristine();
    // A fuzz that only ever breaks, or never does, proves nothing.
    expect(outcomes.accepted).toBeGreaterThan(10);
    expect(outcomes.refused).toBeGreaterThan(RUNS / 2);
  }, 120_000);

  it('answers 3,000 documents with bytes flipped, cut out or doubled', () => {
    const good = Buffer.from(GOOD);
    fc.assert(fc.property(fc.array(fc.record({ at: fc.nat(good.length - 1), byte: fc.nat(255), kind: fc.nat(2) }), { minLength: 1, maxLength: 3 }), (edits) => {
      let body = Buffer.from(good);
      for (const { at, byte, kind } of edits) {
        if (kind === 0 && at < body.length) body[at] = byte;
        else if (kind === 1) body = Buffer.concat([body.subarray(0, at), body.subarray(at + byte)]);
        else body = Buffer.concat([body.subarray(0, at), body.subarray(Math.max(0, at - byte))]);
      }
      check(body, body.toString('latin1').slice(0, 200));
    }), { seed: SEED, numRuns: 3_000 });
    expectPristine();
  }, 60_000);

  const refused = (body: Buffer, code: string, what: string) => {
    const result = check(body, what);
    expect(result.ok ? [] : result.reasons.map((reason) => reason.code)).toContain(code);
    expectPristine();
  };
  const withPoint = (raw: string) => Buffer.from(GOOD.replace('"quantity":0.037', `"quantity":${raw}`));

  it('100 MB at once', () => refused(Buffer.alloc(100 * 1024 * 1024, 0x5b), 'JSON_TOO_LARGE', '100 MB'));
  it('31 MB of lists', () => refused(Buffer.alloc(31 * 1024 * 1024, 0x5b), 'JSON_TOO_DEEP', '31 MB of ['));
  it('31 MB of one text', () => refused(Buffer.concat([Buffer.from('"'), Buffer.alloc(31 * 1024 * 1024, 0x61)]), 'JSON_SYNTAX', '31 MB of a'));
  it('10 MB of one number', () => refused(withPoint('9'.repeat(10 * 1024 * 1024)), 'E89', '10 MB of 9'));
  it('depth 10,000', () => refused(withPoint(`${'['.repeat(10_000)}${']'.repeat(10_000)}`), 'JSON_TOO_DEEP', 'depth 10,000'));
  it('depth 10,000 of objects', () => refused(withPoint('{"a":'.repeat(10_000)), 'JSON_TOO_DEEP', 'depth 10,000'));
  it('a million members', () => refused(withPoint(`{${Array.from({ length: 1_000_000 }, (_, at) => `"a${at}":0`).join(',')}}`), 'JSON_TOO_MANY_MEMBERS', 'members'));
  it('a million broken points', () => refused(Buffer.from(GOOD.replace('"Point":[', `"Point":[${'{},'.repeat(1_000_000)}`)), 'FIELD_MISSING', 'points'));
  it('200,000 good points in a day', () => refused(Buffer.from(GOOD.replace('"Point":[', `"Point":[${'{"position":{"value":1},"quantity":1},'.repeat(200_000)}`)), 'E87', 'points'));
  it('a million series that are none', () => refused(Buffer.from(GOOD.replace('"Series":[', `"Series":[${'7,'.repeat(1_000_000)}`)), 'FIELD_TYPE', 'series'));
  it('doubled members', () => refused(Buffer.from(GOOD.replace('"mRID":', '"mRID":"first","mRID":')), 'JSON_DUPLICATE_KEY', 'doubled'));
  it('__proto__', () => refused(withPoint('1,"__proto__":{"polluted":true}'), 'JSON_FORBIDDEN_KEY', '__proto__'));
  it('constructor.prototype', () => refused(withPoint('1,"constructor":{"prototype":{"polluted":true}}'), 'FIELD_UNKNOWN', 'constructor'));
  it.each(['NaN', 'Infinity', '-Infinity', '0x10', '1_000', "'1'", 'undefined'])('%s', (raw) => refused(withPoint(raw), 'JSON_SYNTAX', raw));
  it.each(['1e999', '-1e999', '1e-999', '99999999999.9', '0.00000000000000000001'])('%s kWh', (raw) => refused(withPoint(raw), 'E89', raw));
  it('half a surrogate pair', () => refused(Buffer.from(GOOD.replace('"mRID":"', '"mRID":"\\udfff')), 'JSON_UNSTORABLE_TEXT', 'surrogate'));
  it('bad UTF-8', () => refused(Buffer.concat([Buffer.from(GOOD.slice(0, 60)), Buffer.from([0xc3, 0x28]), Buffer.from(GOOD.slice(60))]), 'JSON_NOT_UTF8', 'utf-8'));
  it('nothing', () => refused(Buffer.alloc(0), 'JSON_SYNTAX', 'nothing'));
  it('another document altogether', () => refused(Buffer.from('[1,2,3]'), 'NOT_RSM_012', 'list'));
});
