import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ownDatabase, type OwnDatabase } from './database.js';
import { eventually } from './eventually.js';
import { launch, type Program } from './program.js';

/** Three minutes are owed on a machine that does nothing else; here other suites may run beside it. */
const LONGEST_MS = 420_000;
const SECOND_START_MS = 120_000;
const LAST_WORDS = 'Stop with Ctrl-C.';

let database: OwnDatabase;
let folder: string;
const programs: Program[] = [];
beforeAll(async () => {
  database = await ownDatabase();
  folder = mkdtempSync(join(tmpdir(), 'gridtally-demo-'));
});
afterAll(async () => {
  for (const program of programs) await program.send('SIGKILL');
  await database?.drop();
  rmSync(folder, { recursive: true, force: true });
});

/** Starts the demo and gives what it said when it has said everything. */
const tell = async (withinMs: number): Promise<Readonly<{ program: Program; text: string }>> => {
  const program = launch('apps/all/main.js', { DATABASE_URL: database.url, GRIDTALLY_DATA: folder, LOG_LEVEL: 'warn' }, ['--demo']);
  programs.push(program);
  program.ready.catch(() => undefined); // it says nothing in the log at this level
  const told = eventually('the demo comes to its end', () => (program.output().includes(LAST_WORDS) ? program.output() : undefined), withinMs, 200);
  const ended = program.ended.then(({ code }): string => { throw new Error(`The demo ended with ${code}`); });
  const text = await Promise.race([told, ended])
    .catch((error: Error) => { throw new Error(`${error.message}\n${program.output()}`, { cause: error }); });
  return { program, text };
};

/** What stands between two texts. */
const between = (text: string, from: string, to: string): string => {
  const start = text.indexOf(from);
  return text.slice(start, text.indexOf(to, start + from.length));
};
const bill = (text: string): string => between(text, 'THE INVOICE of', 'THE SAME INVOICE AS KNOWN NOW');

/** Does what a curl line of the demo does. */
const asked = async (line: string): Promise<Record<string, unknown>> => {
  const [, authorization, url] = /-H 'Authorization: ([^']+)' '([^']+)'/.exec(line)!;
  const answer = await fetch(url!, { headers: { authorization: authorization! } });
  expect([url, answer.status]).toEqual([url, 200]);
  return await answer.json() as Record<string, unknown>;
};

describe('The demo of npm start', () => {
  it('goes from messages to an explained invoice and its credit note, and tells the same again when it is started again', async () => {
    const first = await tell(LONGEST_MS);
    expect(first.text).toMatch(/50 issues[\s\S]*PRODUCT_PRICE_MISSING[\s\S]*50 periods settled by themselves; 0 issues are left/);
    expect(first.text).toMatch(/1020 invoices, numbers 2025-00001 to 2025-01020 without a gap/);
    expect(first.text).toMatch(/a credit note of -\d+\.\d\d DKK was drafted by itself\n {2}and is issued as 2025-01021/);
    expect(first.text.match(/the amount is the same/g)).toHaveLength(2);
    expect(first.text).not.toContain('NOT the same');
    const [, amount] = /^Grid tariff Vestnet on invoice 2025-\d+ +(\d+\.\d\d) DKK$/m.exec(first.text)!;
    expect(bill(first.text)).toMatch(new RegExp(`Grid tariff Vestnet \\[.*\\].* ${amount}\n`));
    for (const line of first.text.slice(first.text.indexOf('Loading')).split('\n')) if (!/curl -s|^\{/.test(line)) expect(line.length <= 100 ? '' : line).toBe('');

    const curls = first.text.split('\n').filter((line) => line.includes('curl -s'));
    expect(curls).toHaveLength(6);
    const [dayNow, dayThen, invoiceNow, invoiceThen, whyNow, whyThen] = await Promise.all(curls.map(asked));
    expect((dayNow!['intervals'] as unknown[])).toHaveLength(25);
    expect(dayNow!['missingQuarters']).toBe(0);
    expect(dayThen!['missingQuarters']).toBe(4);
    expect([(invoiceNow!['notes'] as unknown[]).length, (invoiceThen!['notes'] as unknown[]).length]).toEqual([1, 0]);
    for (const why of [whyNow!, whyThen!]) expect(why).toMatchObject({ matches: true, sections: [{ addsUp: true, lines: [{ amountDkk: amount }] }] });
    expect((await first.program.send('SIGINT')).code).toBe(0);

    const second = await tell(SECOND_START_MS);
    expect(second.text).toContain('The demo data are there already');
    expect(bill(second.text)).toBe(bill(first.text));
    const ended = await second.program.send('SIGINT');
    expect(ended.code).toBe(0);
    expect(await database.query(`select pid from pg_stat_activity where datname = current_database() and application_name like 'gridtally%'`)).toEqual([]);
  }, LONGEST_MS + SECOND_START_MS + 60_000);
});
