// npm run test:chaos -- [--messages 8000] [--seed n] [--variant postgres|stand-in]
import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { sizeFor } from './plan.js';
import { chaosRun, type Summary, type Variant } from './run.js';
import { trafficOf } from './traffic.js';

const USAGE = 'Usage: npm run test:chaos -- [--messages 8000] [--seed n] [--variant postgres|stand-in]';
const say = (line: string): void => void process.stderr.write(`${line}\n`);
const wholeNumber = (name: string, text: string, from: number, to: number): number => {
  if (/^\d{1,10}$/.test(text) && Number(text) >= from && Number(text) <= to) return Number(text);
  say(`--${name} must be a whole number from ${from} to ${to}, not "${text}". ${USAGE}`);
  process.exit(2);
};

const { values } = parseArgs({ options: { messages: { type: 'string', default: '8000' }, seed: { type: 'string' }, variant: { type: 'string' } } });
const messages = wholeNumber('messages', values.messages, 100, 1_000_000);
const seed = values.seed === undefined ? randomInt(2 ** 31) : wholeNumber('seed', values.seed, 0, 2 ** 31 - 1);
const eventStoreUrl = process.env['EVENTSTORE_URL'];
const known: readonly Variant[] = ['postgres', 'stand-in', ...(eventStoreUrl === undefined ? [] : ['real EventStoreDB' as const])];
const variants = known.filter((variant) => values.variant === undefined || variant === values.variant);
if (variants.length === 0) {
  say(`--variant must be one of ${known.join(', ')}. ${USAGE}`);
  process.exit(2);
}

say(`Chaos: ${messages} messages for each of: ${variants.map((variant) => `events in ${variant}`).join(', ')}. Again with --messages ${messages} --seed ${seed}`);
const traffic = trafficOf(messages, seed);
const summaries: (Summary | Readonly<{ variant: Variant; seed: number; differences: readonly string[] }>)[] = [];
for (const variant of variants) {
  say(`\n=== events in ${variant}${variant === 'stand-in' ? ' (an EventStoreDB stand-in, not the server)' : ''}`);
  try {
    summaries.push(await chaosRun({ variant, traffic, seed, size: sizeFor(messages), say, ...(variant === 'real EventStoreDB' && { eventStoreUrl: eventStoreUrl! }) }));
  } catch (error) {
    summaries.push({ variant, seed, differences: [`No verdict: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`] });
  }
  const { differences } = summaries.at(-1)!;
  for (const difference of differences) say(`  ${difference}`);
  say(differences.length === 0 ? '  nothing lost, nothing doubled, views as they must be and as a rebuild gives them' : `  ${differences.length} DIFFERENCES; again with --variant "${variant}" --messages ${messages} --seed ${seed}`);
}
console.log(JSON.stringify({ suite: 'chaos', messages, seed, ok: summaries.every(({ differences }) => differences.length === 0), runs: summaries }));
process.exit(summaries.every(({ differences }) => differences.length === 0) ? 0 : 1);
