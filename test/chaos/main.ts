// npm run test:chaos -- [--suite messages|settlement] [--messages 8000] [--points 400] [--seed n] [--variant postgres|stand-in]
import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { sizeFor } from './plan.js';
import { chaosRun, type Variant } from './run.js';
import { settlementChaos } from './settlement/run.js';
import type { Variant as SettlementVariant } from './settlement/stage.js';
import { trafficOf } from './traffic.js';

const USAGE = 'Usage: npm run test:chaos -- [--suite messages|settlement] [--messages 8000] [--points 400] [--seed n] [--variant postgres|stand-in]';
const say = (line: string): void => void process.stderr.write(`${line}\n`);
const giveUp = (sentence: string): never => {
  say(`${sentence} ${USAGE}`);
  process.exit(2);
};
const wholeNumber = (name: string, text: string, from: number, to: number): number =>
  (/^\d{1,10}$/.test(text) && Number(text) >= from && Number(text) <= to ? Number(text) : giveUp(`--${name} must be a whole number from ${from} to ${to}, not "${text}".`));

const { values } = parseArgs({ options: { suite: { type: 'string' }, messages: { type: 'string', default: '8000' }, points: { type: 'string', default: '400' }, seed: { type: 'string' }, variant: { type: 'string' } } });
const messages = wholeNumber('messages', values.messages, 100, 1_000_000);
const points = wholeNumber('points', values.points, 100, 100_000);
const seed = values.seed === undefined ? randomInt(2 ** 31) : wholeNumber('seed', values.seed, 0, 2 ** 31 - 1);
const eventStoreUrl = process.env['EVENTSTORE_URL'];
const MESSAGES: readonly Variant[] = ['postgres', 'stand-in', ...(eventStoreUrl === undefined ? [] : ['real EventStoreDB' as const])];
const SETTLEMENT: readonly SettlementVariant[] = ['postgres', 'stand-in'];
const wanted = <V extends string>(known: readonly V[]): readonly V[] => known.filter((variant) => values.variant === undefined || variant === values.variant);
if (wanted(MESSAGES).length === 0) giveUp(`--variant must be one of ${MESSAGES.join(', ')}.`);
if (values.suite !== undefined && values.suite !== 'messages' && values.suite !== 'settlement') giveUp('--suite must be messages or settlement.');

type Outcome = Readonly<{ differences: readonly string[] }>;
const outcomes: (Outcome & Readonly<Record<string, unknown>>)[] = [];

/** One run to its verdict; a run without a verdict is a difference. */
const tried = async (what: string, again: string, variant: string, work: () => Promise<Outcome>): Promise<void> => {
  say(`\n=== ${what}, events in ${variant}${variant === 'stand-in' ? ' (an EventStoreDB stand-in, not the server)' : ''}. Again with --variant "${variant}" ${again} --seed ${seed}`);
  let outcome: Outcome;
  try {
    outcome = await work();
  } catch (error) {
    outcome = { differences: [`No verdict: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`] };
  }
  for (const difference of outcome.differences) say(`  ${difference}`);
  say(outcome.differences.length === 0 ? '  nothing lost, nothing doubled, everything as it must be and views as a rebuild gives them' : `  ${outcome.differences.length} DIFFERENCES; again with --variant "${variant}" ${again} --seed ${seed}`);
  outcomes.push({ variant, seed, ...outcome });
};

if (values.suite !== 'settlement') {
  const traffic = trafficOf(messages, seed);
  for (const variant of wanted(MESSAGES)) {
    await tried(`${messages} messages`, `--suite messages --messages ${messages}`, variant, () => chaosRun({ variant, traffic, seed, size: sizeFor(messages), say, ...(variant === 'real EventStoreDB' && { eventStoreUrl: eventStoreUrl! }) }));
  }
}
if (values.suite !== 'messages') {
  for (const variant of wanted(SETTLEMENT)) {
    // The stand-in is there for what another store does differently; a quarter of the points says that, too.
    const count = variant === 'stand-in' && values.variant === undefined ? Math.max(100, Math.round(points / 4)) : points;
    await tried(`a month of ${count} points`, `--suite settlement --points ${count}`, variant, () => settlementChaos({ variant, points: count, seed, say }));
  }
}
const ok = outcomes.every(({ differences }) => differences.length === 0);
console.log(JSON.stringify({ suite: 'chaos', messages, points, seed, ok, runs: outcomes }));
process.exit(ok ? 0 : 1);
