import { describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Lifecycle } from '#platform';
import { Output } from '../output.js';
import { loadPrices } from './load-prices.js';
import { readPriceOptions } from './read-price-options.js';

const options = { sender: 'energidataservice', zone: 'Europe/Copenhagen', url: 'http://127.0.0.1:1', key: 'k', patience: '0' } as const;
const GOOD = 'HourUTC;HourDK;PriceArea;SpotPriceDKK;SpotPriceEUR\n2025-07-01 01:00;x;DK1;5,0;1\n2025-07-01 00:00;x;DK1;;1\n2025-07-01 00:00;x;SE3;1,0;1\n';
const BAD = 'HourUTC;HourDK;PriceArea;SpotPriceDKK;SpotPriceEUR\nnever;x;DK1;5,0;1\n2025-07-01 00:00;x;DK1;many;1\n';

const inFolder = async (files: Readonly<Record<string, string>>, work: (path: (name: string) => string) => Promise<void>): Promise<void> => {
  const folder = mkdtempSync(join(tmpdir(), 'prices-'));
  const path = (name: string): string => join(folder, name);
  for (const [name, text] of Object.entries(files)) {
    writeFileSync(path(name), text);
    utimesSync(path(name), new Date('2025-06-30T12:00:00.700Z'), new Date('2025-06-30T12:00:00.700Z'));
  }
  try {
    await work(path);
  } finally {
    rmSync(folder, { recursive: true });
  }
};
const runOf = () => {
  const [out, err]: [string[], string[]] = [[], []];
  const stream = (into: string[]) => ({ write: (text: string, done?: () => void) => { into.push(text); done?.(); return true; }, on: () => undefined }) as unknown as NodeJS.WriteStream;
  const run = { life: new Lifecycle(), out: new Output(true, stream(out), stream(err)), around: { stdin: process.stdin, stdout: stream(out), stderr: stream(err), env: {} } };
  return { run, answer: () => JSON.parse(out.join('')) as unknown };
};
/** A door that takes everything, or refuses it, and remembers what came. */
const door = async (refuse: boolean, work: (url: string, came: { path: string; key: string; lines: string[] }[]) => Promise<void>): Promise<void> => {
  const came: { path: string; key: string; lines: string[] }[] = [];
  const bodyOf = async (request: IncomingMessage): Promise<string> => { let body = ''; for await (const piece of request) body += String(piece); return body; };
  const server = createServer((request, response) => {
    void bodyOf(request).then((body) => {
      const lines = body.trim().split('\n');
      came.push({ path: request.url!, key: request.headers.authorization!, lines });
      response.setHeader('content-type', 'application/json').end(JSON.stringify({ results: lines.map((_, at) => ({ line: at + 1, ...(refuse && { errors: [{ code: 'NO', en: 'No.', da: 'Nej.' }] }) })) }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    await work(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, came);
  } finally {
    await new Promise((resolve) => server.close(resolve));
  }
};

describe('gridtally prices load', () => {
  it('sends what is in a file, as known when the file was written', () => inFolder({ 'a.csv': GOOD }, (path) => door(false, async (url, came) => {
    const { run, answer } = runOf();
    await loadPrices(run, [path('a.csv')], { ...options, url });
    expect(came).toMatchObject([{ path: '/api/ingest/prices.spot', key: 'Bearer k' }]);
    expect(JSON.parse(came[0]!.lines[0]!)).toMatchObject({ sender: 'energidataservice', createdAt: '2025-06-30T12:00:00Z', records: [{ area: 'DK1', resolution: 'PT1H', from: '2025-07-01T00:00:00Z', prices: [null, '0.005'] }] });
    expect(answer()).toMatchObject({ files: [{ set: 'Elspotprices', from: '2025-07-01', to: '2025-07-01', prices: 2, missing: 1, leftOut: 1, documents: 1 }], sent: 1, refused: [] });
  })));
  it('sends the very same bytes when it is asked again', () => inFolder({ 'a.csv': GOOD }, (path) => door(false, async (url, came) => {
    for (let time = 0; time < 2; time++) await loadPrices(runOf().run, [path('a.csv')], { ...options, url });
    expect(came[1]!.lines).toEqual(came[0]!.lines);
  })));
  it('sends nothing when one file has a problem, and tells all of them with file and line', () => inFolder({ 'a.csv': GOOD, 'b.csv': BAD }, (path) => door(false, async (url, came) => {
    const failed = loadPrices(runOf().run, [path('a.csv'), path('b.csv'), path('c.csv')], { ...options, url });
    await expect(failed).rejects.toMatchObject({ name: 'OperatorError' });
    const text = await failed.catch((error: Error) => error.message);
    for (const part of [`${path('b.csv')}: line 2, HourUTC  NOT_AN_INSTANT`, `${path('b.csv')}: line 3, SpotPriceDKK  NOT_A_DECIMAL`, `${path('c.csv')}  FILE_UNREADABLE`]) expect(text).toContain(part);
    expect(came).toEqual([]);
  })));
  it('only looks when told to check', () => inFolder({ 'a.csv': GOOD }, async (path) => {
    const { run, answer } = runOf();
    await loadPrices(run, [path('a.csv')], { ...options, key: '', check: true });
    expect(answer()).toMatchObject({ documents: 1, sent: 0 });
  }));
  it('fails when documents were refused, and says why', () => inFolder({ 'a.csv': GOOD }, (path) => door(true, async (url) => {
    const { run, answer } = runOf();
    await expect(loadPrices(run, [path('a.csv')], { ...options, url })).rejects.toThrow(/1 of 1 documents were refused/);
    expect(answer()).toMatchObject({ refused: [{ reasons: [{ code: 'NO' }] }] });
  })));
  it('is told everything that is wrong with its options at once', () => {
    expect(() => readPriceOptions({ ...options, key: '', url: 'localhost', sender: ' ', registeredAt: 'now', patience: 'long', zone: 'Mars' })).toThrow(/^(?:.+\n){5}.+$/);
  });
});
