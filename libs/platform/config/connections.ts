import { isIP } from 'node:net';
import { quote, type Environment } from './environment.js';

/** The database of the read models and of everything that is a plain table. `embedded`: we start our own. */
export type DatabaseConfig = Readonly<{ kind: 'embedded' } | { kind: 'server'; url: string }>;
/** Where events live. `postgres`: in the database above. */
export type EventStoreConfig = Readonly<{ kind: 'postgres' } | { kind: 'eventstoredb'; url: string }>;
/** How messages arrive and leave. `direct`: over HTTP and inside the process. */
export type MessagesConfig = Readonly<{ kind: 'direct' } | { kind: 'kafka'; brokers: readonly string[] }>;

export const readDatabase = (env: Environment): DatabaseConfig => {
  const url = readUrl(env, 'DATABASE_URL', ['postgres:', 'postgresql:'], 'postgres://user:password@host:5432/database');
  return url === undefined ? { kind: 'embedded' } : { kind: 'server', url };
};

export const readEventStore = (env: Environment): EventStoreConfig => {
  const url = readUrl(env, 'EVENTSTORE_URL', ['esdb:', 'esdb+discover:', 'kurrentdb:', 'kurrentdb+discover:'], 'esdb://host:2113?tls=false');
  return url === undefined ? { kind: 'postgres' } : { kind: 'eventstoredb', url };
};

export const readMessages = (env: Environment): MessagesConfig => {
  const value = env.text('KAFKA_BROKERS');
  if (value === undefined) return { kind: 'direct' };
  const brokers = value.split(',').map((broker) => broker.trim()).filter((broker) => broker !== '');
  const wrong = brokers.filter((broker) => !isHostAndPort(broker));
  if (brokers.length > 0 && wrong.length === 0) return { kind: 'kafka', brokers };
  env.problem('KAFKA_BROKERS', wrong.length > 0 ? wrong.map(quote).join(', ') : quote(value), 'host:port[,host:port…]',
    'Name each broker with its port, for example localhost:9092, or leave it out to take messages over HTTP.');
  return { kind: 'direct' };
};

/** A URL may carry a password, so what was found is described, never shown. */
const readUrl = (env: Environment, variable: string, schemes: readonly string[], example: string): string | undefined => {
  const value = env.text(variable);
  if (value === undefined) return undefined;
  const scheme = /^([a-z][a-z0-9+.-]*:)\/\//i.exec(value)?.[1]?.toLowerCase();
  const rest = scheme === undefined ? '' : value.slice(scheme.length + 2);
  const expected = `a URL like ${example}`;
  if (scheme === undefined || !schemes.includes(scheme)) {
    env.problem(variable, scheme === undefined ? 'something that is not a URL' : `a URL that begins with ${quote(scheme)}`, expected, `Begin it with ${schemes[0]}//.`);
  } else if (rest.split('?')[0]!.split('@').length > 2 || !URL.canParse(`http://${rest.split(/[/?]/)[0]?.split(',')[0] ?? ''}`)) {
    env.problem(variable, 'a URL whose user, password or host cannot be read', expected, 'Percent-encode special characters of the password (@ is %40, / is %2F, : is %3A).');
  } else return value;
  return undefined;
};

const isHostAndPort = (value: string): boolean => {
  const parts = /^(\[[0-9a-f:]+\]|[a-z0-9._-]+):(\d{1,5})$/i.exec(value);
  if (!parts) return false;
  const [, host = '', port = ''] = parts;
  return Number(port) >= 1 && Number(port) <= 65535 && (!host.startsWith('[') || isIP(host.slice(1, -1)) === 6);
};
