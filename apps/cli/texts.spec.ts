import { describe, expect, it } from '@jest/globals';
import { problemLines } from './problem-lines.js';
import { Progress, progressBar, progressLine } from './progress.js';
import { readableBytes, readableSeconds } from './readable.js';
import { textTable } from './text-table.js';

describe('durations and sizes', () => {
  it.each([[0.04, '0.0 s'], [9.94, '9.9 s'], [12.4, '12 s'], [59.6, '1 min 00 s'], [185, '3 min 05 s'], [7_620, '2 h 07 min'], [Infinity, 'unknown']])('%d seconds are %s', (seconds, text) => expect(readableSeconds(seconds)).toBe(text));
  it.each([[0, '0 bytes'], [1023, '1023 bytes'], [1536, '1.5 KiB'], [5 * 1024 ** 3, '5.0 GiB']])('%d bytes are %s', (bytes, text) => expect(readableBytes(bytes)).toBe(text));
});

describe('a table', () => {
  it('has columns as wide as their widest cell', () => {
    expect(textTable([{ a: 'x', n: 5 }, { a: 'long', n: 12 }], [{ title: 'name', of: ({ a }) => a }, { title: 'n', of: ({ n }) => n, right: true }])).toBe('name   n\nx      5\nlong  12\n');
  });
  it('says so when there is nothing', () => expect(textTable([], [{ title: 'x', of: () => 'x' }], 'Nothing.')).toBe('Nothing.\n'));
});

describe('problems', () => {
  it('are all told, with place, code and what to do', () => {
    expect(problemLines([{ code: 'A', en: 'Correct a.', da: 'x', path: '$.a' }, { code: 'B', en: 'Give b.', da: 'x' }])).toBe('2 problems:\n  $.a  A: Correct a.\n  B: Give b.');
  });
  it('beyond a hundred are counted', () => expect(problemLines(Array.from({ length: 103 }, () => ({ code: 'A', en: 'x', da: 'x' }))).split('\n').at(-1)).toBe('  … and 3 more'));
});

describe('progress', () => {
  it('tells share, rate and the time that is left', () => expect(progressLine({ what: 'documents', done: 250, total: 1000, elapsedMs: 5_000 })).toBe(' 25 % 250/1000 documents, 50/s, 15 s left'));
  it('does not guess before anything is done', () => expect(progressLine({ what: 'documents', done: 0, total: 10, elapsedMs: 100 })).toBe('  0 % 0/10 documents, 0/s, time left unknown'));
  it('tells how long it took at the end', () => expect(progressLine({ what: 'points', done: 10, total: 10, elapsedMs: 2_000 })).toBe('100 % 10/10 points, 5/s, in 2.0 s'));
  it('draws a bar', () => expect(progressBar({ what: 'x', done: 1, total: 2, elapsedMs: 1_000 })).toBe('[############------------]  50 % 1/2 x, 1/s, 1.0 s left'));

  const screen = (isTTY: boolean) => {
    const written: string[] = [];
    return { written, isTTY, columns: 30, write: (text: string) => written.push(text) };
  };
  it('on a terminal is one line, drawn over itself and never wider than the window', () => {
    let now = 0;
    const tty = screen(true);
    const progress = new Progress({ screen: tty, what: 'documents', total: 10, now: () => now });
    for (now = 200; now <= 2_000; now += 200) progress.add(1);
    progress.finish();
    expect(tty.written.length).toBeGreaterThan(9);
    for (const text of tty.written.slice(0, -1)) {
      expect(text.startsWith('\r\x1b[K')).toBe(true);
      expect(text.length).toBeLessThanOrEqual('\r\x1b[K'.length + 29);
    }
    expect(tty.written.at(-1)).toBe('\n');
  });
  it('elsewhere is a plain line now and then, and one at the end', () => {
    let now = 0;
    const file = screen(false);
    const progress = new Progress({ screen: file, what: 'documents', total: 110, now: () => now });
    for (now = 100; now <= 11_000; now += 100) progress.add(1);
    progress.finish();
    expect(file.written).toEqual([' 45 % 50/110 documents, 10/s, 6.0 s left\n', ' 90 % 100/110 documents, 10/s, 1.0 s left\n', '100 % 110/110 documents, 10/s, in 11 s\n']);
  });
});
