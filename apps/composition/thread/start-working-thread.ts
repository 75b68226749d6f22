import { type Lifecycle, openMasterKeys } from '#platform';
import type { Parts } from '../parts.js';
import { WorkingThread } from './working-thread.js';

/** Its own checks take up to five seconds (Kafka's). */
const CHECK_WITHIN_MS = 6_000;

/** Everything of this process but its HTTP door, on a thread of its own; its checks and counts appear with ours. */
export const startWorkingThread = async ({ config, database, log, metrics, readiness }: Parts, name: string, life: Lifecycle): Promise<WorkingThread> => {
  const whereWeAre = { ...config, database: { kind: 'server' as const, url: database.url }, masterKeys: await openMasterKeys(config) };
  const thread = new WorkingThread({ config: whereWeAre, name: `${name} work` }, log);
  life.defer('the thread behind the HTTP door', () => thread.stop());
  await thread.start();
  metrics.alsoCounting(() => thread.counts());
  const known = new Set(readiness.names());
  readiness.register({ name: 'messages', check: () => thread.ping(), timeoutMs: CHECK_WITHIN_MS });
  for (const check of thread.checks) if (!known.has(check)) readiness.register({ name: check, check: () => thread.check(check), timeoutMs: CHECK_WITHIN_MS });
  return thread;
};
