import { type ApiKeys, OperatorError } from '#platform';
import type { Parts } from '../composition/parts.js';
import { generatedDocuments, generatedPoints } from '../load/generated-documents.js';
import { type LoadPlan, loadPlan } from '../load/load-plan.js';

/** October 2025: the last Sunday has 25 hours. The seed gives a point on which that day came with a gap first and was corrected later. */
const PLAN: LoadPlan = loadPlan({ points: 100, firstDay: '2025-10-01', days: 31, quarters: 0.5, gaps: 0.02, corrections: 0.01, seed: 169, zone: 'Europe/Copenhagen' });
const DAY = '2025-10-26';
const NEXT_DAY = '2025-10-27';
const KEY_NAME = 'demo';
const AT_ONCE = 8;
const PROGRESS_EVERY = 500;

const say = (text: string): void => void process.stdout.write(`${text}\n`);

/** Loads a small portfolio through the same HTTP doors that everybody uses, and shows a corrected day now and as known before. Loading again changes nothing. */
export const showDemo = async ({ keys }: Parts, url: string, signal: AbortSignal): Promise<void> => {
  const key = await demoKey(keys);
  const door = doorOf(url, key);
  const corrected = correctedPoint();
  if (await isLoaded(door)) say('The demo data are there already.');
  else await load(door, signal);
  const path = `/api/metering-points/${corrected}/readings?from=${DAY}&to=${NEXT_DAY}&resolution=PT1H`;
  const before = await knownBefore(door, corrected);
  const [then, now] = [await dayOf(door, `${path}&knownAt=${before}`), await dayOf(door, path)];
  const curl = (of: string) => `curl -s -H 'Authorization: Bearer ${key}' '${url}${of}'`;
  say(`
Point ${corrected} on ${DAY}, the day with 25 hours (${now.intervals.length} intervals):
  as known first   ${then.totalKwh} kWh, ${then.missingQuarters} quarters missing
  as known now     ${now.totalKwh} kWh, ${now.missingQuarters} quarters missing (corrected)

Ask for it yourself, now and as known before:
  ${curl(path)}
  ${curl(`${path}&knownAt=${before}`)}

API documentation: ${url}/api/docs (any user name, the key as password)
The key above is for this demo; each start makes a new one. Stop with Ctrl-C.`);
};

type Door = Readonly<{ get(path: string): Promise<Response>; send(method: string, path: string, body: Buffer | string): Promise<void> }>;

const doorOf = (url: string, key: string): Door => {
  const ask = (method: string, path: string, body?: Buffer | string) => fetch(`${url}${path}`, {
    method, headers: { authorization: `Bearer ${key}`, ...(body !== undefined && { 'content-type': 'application/json' }) }, ...(body !== undefined && { body: typeof body === 'string' ? body : new Uint8Array(body) }),
  });
  return {
    get: (path) => ask('GET', path),
    async send(method, path, body) {
      const answer = await ask(method, path, body);
      const text = await answer.text();
      if (!answer.ok) throw new OperatorError(`The demo could not be loaded: ${method} ${path} was answered with ${answer.status}: ${text}`);
    },
  };
};

/** The key of an earlier start is unknown to us (only its hash is kept), so it is ended and another is made. */
const demoKey = async (keys: ApiKeys): Promise<string> => {
  for (const { prefix, name, revokedAt } of await keys.list()) if (name === KEY_NAME && revokedAt === undefined) await keys.revoke(prefix);
  return (await keys.create({ name: KEY_NAME, roles: ['admin', 'back-office', 'auditor', 'upstream'] })).key;
};

/** A point of which the day was corrected; the plan is fixed, so there is one. */
const correctedPoint = (): string => {
  for (const { kind, day, gsrn } of generatedDocuments(PLAN)) if (kind === 'correction' && day === DAY) return gsrn;
  throw new Error(`No point is corrected on ${DAY}: choose another seed`);
};

/** The correction that is sent last tells that everything before it was sent. */
const isLoaded = async (door: Door): Promise<boolean> => {
  let last: { gsrn: string; day: string } | undefined;
  for (const document of generatedDocuments(PLAN)) last = document;
  const [from, to] = [`${last!.day}`, `${last!.day}`];
  const answer = await door.get(`/api/metering-points/${last!.gsrn}/readings/versions?from=${from}&to=${dayAfter(to)}`);
  if (answer.status === 404) return false;
  if (!answer.ok) throw new OperatorError(`The demo could not ask its own server: ${answer.status} ${await answer.text()}`);
  return ((await answer.json()) as { versions: unknown[] }).versions.length === 2;
};

const dayAfter = (day: string): string => new Date(Date.parse(day) + 86_400_000).toISOString().slice(0, 10);

const load = async (door: Door, signal: AbortSignal): Promise<void> => {
  say(`Loading the demo: ${PLAN.points} metering points, ${PLAN.days} days from ${PLAN.firstDay} …`);
  await atOnce(generatedPoints(PLAN), signal, ({ gsrn, masterData }) => door.send('PUT', `/api/metering-points/${gsrn}`, JSON.stringify(masterData)));
  say(`  master data of ${PLAN.points} points`);
  let sent = 0;
  await atOnce(generatedDocuments(PLAN), signal, async ({ id, body }) => {
    await door.send('POST', '/api/ingest/datahub.timeseries', body);
    if (++sent % PROGRESS_EVERY === 0) say(`  ${sent} RSM-012 documents (last ${id})`);
  });
  say(`  ${sent} RSM-012 documents, every one of them durable`);
};

/** Works through the items, a few at a time. */
const atOnce = async <T>(items: Iterable<T>, signal: AbortSignal, work: (item: T) => Promise<void>): Promise<void> => {
  const iterator = items[Symbol.iterator]();
  const worker = async () => {
    for (let next = iterator.next(); !next.done && !signal.aborted; next = iterator.next()) await work(next.value);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
};

type DayAnswer = Readonly<{ intervals: readonly unknown[]; totalKwh: string | null; missingQuarters: number }>;

const dayOf = async (door: Door, path: string): Promise<DayAnswer> => (await door.get(path)).json() as Promise<DayAnswer>;

/** The instant at which only the first version was known; waits until the view shows the correction. */
const knownBefore = async (door: Door, gsrn: string): Promise<string> => {
  for (const until = Date.now() + 30_000; Date.now() < until;) {
    const answer = await door.get(`/api/metering-points/${gsrn}/readings/versions?from=${DAY}&to=${NEXT_DAY}`);
    const { versions } = answer.ok ? ((await answer.json()) as { versions: { knownAt: string }[] }) : { versions: [] };
    if (versions.length === 2) return versions[0]!.knownAt;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new OperatorError('The view of the readings does not show the demo data after 30 s. Look at the log above and at /health/ready');
};
