import { type KafkaConnection, TOPICS } from '#messaging';
import { InvalidInput } from '#platform';
import { kafkaOf } from '../../composition/parts.js';
import { FACT_KINDS, type FactKind } from '../../load/facts/generated-facts.js';
import { FilesTarget } from '../../load/files-target.js';
import { HttpTarget } from '../../load/http-target.js';
import { KafkaTarget } from '../../load/kafka-target.js';
import { type LoadPlan, loadPlan } from '../../load/load-plan.js';
import type { LoadTarget } from '../../load/load-target.js';
import type { Surroundings } from '../cli.js';
import { configOf } from '../open-command-parts.js';
import { wrongUsage } from '../operator-error-of.js';

export type LoadOptions = Readonly<{
  points?: string; days?: string; from?: string; quarters: string; gaps: string; corrections: string; seed: string; zone: string;
  to?: 'http' | 'kafka' | 'files'; url: string; key?: string; brokers?: string; out?: string; masterData?: boolean; with?: readonly string[]; atOnce?: string; patience: string;
}>;

const TOPIC = TOPICS.find(({ name }) => name === 'datahub.timeseries')!.name;
const MOST_AT_ONCE = 256;
const MOST_PATIENCE_SECONDS = 86_400;

export type Destination = Readonly<
  | { to: 'http'; url: string; key: string; atOnce?: number }
  | { to: 'kafka'; connection: KafkaConnection; atOnce?: number }
  | { to: 'files'; folder: string; atOnce?: number }
>;
export type LoadRequest = Readonly<{ plan: LoadPlan; masterData: boolean; facts: readonly FactKind[]; patienceMs: number; destination: Destination }>;

/** What the options ask for. @throws OperatorError (wrong usage) with everything that is wrong, ConfigError when the brokers cannot be read */
export const readLoadOptions = (options: LoadOptions, around: Surroundings): LoadRequest => {
  const problems: string[] = (['points', 'days', 'from', 'to'] as const).filter((name) => options[name] === undefined).map((name) => `--${name} is missing.`);
  const number = (option: string, text: string, from: number, to: number): number => {
    const value = /^\d{1,9}$/.test(text) ? Number(text) : NaN;
    if (!(value >= from && value <= to)) problems.push(`${option} must be a whole number from ${from} to ${to}, not ${JSON.stringify(text)}.`);
    return value;
  };
  const plan = problems.length > 0 ? undefined : readPlan(options, problems);
  const atOnce = options.atOnce === undefined ? undefined : number('--at-once', options.atOnce, 1, MOST_AT_ONCE);
  const patienceMs = 1000 * number('--patience', options.patience, 0, MOST_PATIENCE_SECONDS);
  const destination = readDestination(options, atOnce, around, problems);
  const facts = FACT_KINDS.filter((kind) => options.with?.includes(kind));
  for (const one of new Set(options.with)) if (!facts.some((kind) => kind === one)) problems.push(`--with takes ${FACT_KINDS.join(' and ')}, not ${JSON.stringify(one)}.`);
  if (problems.length > 0 || !plan || !destination) throw wrongUsage(problems);
  // Without area and type of a point nothing is settled, so contracts bring them along.
  return { plan, masterData: options.masterData === true || facts.includes('contracts'), facts, patienceMs, destination };
};

const readPlan = ({ points = '', days = '', from = '', quarters, gaps, corrections, seed, zone }: LoadOptions, problems: string[]): LoadPlan | undefined => {
  const read = (text: string): number => (/^\d+(\.\d+)?$/.test(text) ? Number(text) : NaN);
  try {
    return loadPlan({ points: read(points), days: read(days), firstDay: from, quarters: read(quarters), gaps: read(gaps), corrections: read(corrections), seed: read(seed), zone });
  } catch (error) {
    if (!(error instanceof InvalidInput)) throw error;
    problems.push(...error.reasons.map(({ path, en }) => `--${path === '$.firstDay' ? 'from: ' : ''}${en}.`.replace(/\.\.$/, '.')));
    return undefined;
  }
};

const readDestination = ({ to, url, key, brokers, out }: LoadOptions, atOnce: number | undefined, around: Surroundings, problems: string[]): Destination | undefined => {
  const more = atOnce === undefined ? {} : { atOnce };
  switch (to) {
    case 'http':
      if (!/^https?:\/\/[^\s/]+/.test(url) || !URL.canParse(url)) problems.push(`--url must be like http://127.0.0.1:3000, not ${JSON.stringify(url)}.`);
      if (key === undefined || key === '') problems.push('--to http needs an API key: --key or GRIDTALLY_KEY. Make one: gridtally keys create --name load --role upstream');
      return { to, url, key: key ?? '', ...more };
    case 'kafka': {
      const connection = kafkaOf(configOf(brokers === undefined ? around : { ...around, env: { ...around.env, KAFKA_BROKERS: brokers } }));
      if (!connection) problems.push('--to kafka needs the brokers: --brokers host:port or KAFKA_BROKERS.');
      return connection && { to, connection, ...more };
    }
    case 'files':
      if (out === undefined || out === '') problems.push('--to files needs a folder: --out <folder>.');
      return { to, folder: out ?? '', ...more };
    case undefined:
      return undefined;
  }
};

export const openTarget = (destination: Destination): LoadTarget => {
  switch (destination.to) {
    case 'http': return new HttpTarget({ ...destination, topic: TOPIC });
    case 'kafka': return new KafkaTarget({ ...destination, topic: TOPIC });
    case 'files': return new FilesTarget(destination.folder, destination);
  }
};
