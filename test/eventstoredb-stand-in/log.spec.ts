import { afterEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Journal } from './journal.js';
import { Log, type Proposal } from './log.js';

const proposal = (id: string): Proposal => ({ id, type: 'A', contentType: 'application/json', data: Buffer.from(JSON.stringify({ id })), metadata: Buffer.alloc(0) });
const ids = (log: Log, stream: string): string[] => {
  const events = log.stream(stream);
  return typeof events === 'string' ? [] : events.map(({ id }) => id);
};

describe('The log of the stand-in', () => {
  it('whatever is appended and repeated: positions rise, revisions have no gap, and a repetition answers as the first time', () => {
    const append = fc.record({ stream: fc.constantFrom('a-1', 'b-1'), ids: fc.array(fc.uuid(), { minLength: 1, maxLength: 4 }), repeatLater: fc.boolean() });
    fc.assert(fc.property(fc.array(append, { maxLength: 30 }), (appends) => {
      const log = new Log();
      const done: { stream: string; expected: bigint; proposals: Proposal[]; revision: bigint; position: number }[] = [];
      for (const one of appends) {
        const expected = BigInt(ids(log, one.stream).length) - 1n;
        const proposals = one.ids.map(proposal);
        const outcome = log.append(one.stream, expected, proposals);
        if (!('revision' in outcome)) throw new Error(outcome.kind);
        done.push({ stream: one.stream, expected, proposals, revision: outcome.revision, position: outcome.position });
        if (!one.repeatLater) continue;
        const again = done[Math.floor(done.length / 2)]!;
        if (again === done.at(-1)) continue;
        const size = log.all.length;
        if (BigInt(ids(log, again.stream).length) - 1n === again.expected) continue;
        expect(log.append(again.stream, again.expected, again.proposals)).toEqual({ kind: 'already-stored', revision: again.revision, position: again.position });
        expect(log.all).toHaveLength(size);
      }
      log.all.forEach(({ position }, i) => { if (i > 0) expect(position).toBeGreaterThan(log.all[i - 1]!.position); });
      for (const stream of ['a-1', 'b-1']) {
        const events = log.stream(stream);
        if (typeof events !== 'string') expect(events.map(({ revision }) => revision)).toEqual(events.map((_, i) => BigInt(i)));
      }
    }));
  });
});

describe('The journal of the stand-in', () => {
  const folder = mkdtempSync(join(tmpdir(), 'stand-in-journal-'));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('brings everything back, deletions included, and drops a line that was cut short', () => {
    const first = new Journal(folder);
    const log = new Log(first.keep);
    for (const stream of ['kept-1', 'deleted-1', 'gone-1']) log.append(stream, 'no_stream', [proposal('5713131a-0000-4000-8000-000000000001'), proposal('5713131a-0000-4000-8000-000000000002')]);
    log.delete('deleted-1', 'any');
    log.tombstone('gone-1', 'any');
    first.close();
    appendFileSync(join(folder, 'events.jsonl'), '[{"stream":"kept-1","revis');
    const second = new Journal(folder);
    const restored = new Log(second.keep);
    restored.restore(second.restored);
    expect(restored.all).toEqual(log.all);
    expect(restored.stream('kept-1')).toHaveLength(2);
    expect([restored.stream('deleted-1'), restored.stream('gone-1')]).toEqual(['not-found', 'tombstoned']);
    expect(restored.append('kept-1', 1n, [proposal('5713131a-0000-4000-8000-000000000003')])).toMatchObject({ kind: 'stored', revision: 2n });
    second.close();
    const third = new Journal(folder);
    expect(third.restored).toHaveLength(restored.all.length);
    third.close();
  });
});
