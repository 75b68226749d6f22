import { type Config, createLog, type Lifecycle, loadConfig, type Log } from '#platform';
import { openParts, type Parts } from '../composition/parts.js';
import type { Run, Surroundings } from './cli.js';
import type { Output } from './output.js';

/** Ours alone: the servers know nothing of it, and the configuration's reader takes what it does not know for a spelling mistake. */
const KEY_VARIABLE = 'GRIDTALLY_KEY';

/** The configuration as the servers of this machine would have it. @throws ConfigError with every problem at once */
export const configOf = ({ env }: Surroundings): Config => loadConfig(Object.fromEntries(Object.entries(env).filter(([name]) => name !== KEY_VARIABLE)));

/** What the parts have to say while they open, as sentences on stderr instead of JSON lines on stdout. */
export const logFor = (out: Pick<Output, 'say'>): Log => createLog({ level: 'info', name: 'cli', destination: { write: (line) => out.say(sentenceOf(line)) } });

/** Opens the stores; in embedded mode joins the database that a running server has started, or starts it for as long as the command runs. */
export const openCommandParts = async ({ life, out, around }: Run): Promise<Parts> => openParts({ life, config: configOf(around), log: logFor(out), name: 'cli' });

/** Ends what a command waits for when the command is told to end, or after so many seconds. */
export const endingWith = (life: Lifecycle, seconds: number): AbortSignal => AbortSignal.any([life.signal, AbortSignal.timeout(seconds * 1000)]);

type LogLine = Readonly<{ msg?: string; err?: Readonly<{ message?: string }> }>;

const sentenceOf = (line: string): string => {
  const { msg = '', err } = JSON.parse(line) as LogLine;
  return err?.message === undefined ? msg : `${msg} (${err.message})`;
};
