import { getPriority, setPriority } from 'node:os';
import { parentPort, workerData } from 'node:worker_threads';
import { createLog, Lifecycle, type LogContext, withLogContext } from '#platform';
import { openDirectSource, openParts } from '../parts.js';
import { startWork } from '../start-work.js';
import { answerCalls } from './calls.js';
import { type PackedMessages, unpack } from './packed-messages.js';
import { toWire } from './wire-error.js';
import type { ThreadNews, ThreadSetup, ThreadStopped } from './working-thread.js';

// The entry of the thread behind the HTTP door. An error that nobody catches ends it; its other end notices and starts it anew.

/** A little behind the door's own thread when both want a core: a question is short, a batch can wait. Source: nice(2), where 0 names the calling thread on Linux only. */
const LOWER = 5;
const LOWEST = 19;

type Delivery = Readonly<{ topic: string; packed: PackedMessages; origin?: string; context: LogContext }>;

const port = parentPort!;
const { config, name } = workerData as ThreadSetup;
const life = new Lifecycle();
life.endWithin(config.shutdownSeconds);
const log = createLog({ level: config.logLevel, name });
const tell = (news: ThreadNews) => port.postMessage(news);

try {
  if (process.platform === 'linux') setPriority(0, Math.min(getPriority(0) + LOWER, LOWEST));
  const parts = await openParts({ life, config, log, name });
  const source = await openDirectSource(parts, life);
  await startWork(parts, life);
  answerCalls(port, {
    deliver: ({ topic, packed, origin, context }: Delivery) => withLogContext(context, () => source.deliver(topic, unpack(packed), origin)),
    ping: () => source.ping(),
    check: async (check: string) => (await parts.readiness.ask()).checks.find((one) => one.name === check)?.problem,
    counts: () => parts.metrics.counts(),
    stop: async (): Promise<ThreadStopped> => {
      const { late, failed } = await life.stop();
      return { ...(late !== undefined && { late }), failed: failed.map((one) => `Closing ${one.name} failed: ${String(one.error)}`) };
    },
  }, toWire);
  tell({ news: 'ready', checks: parts.readiness.names() });
} catch (error) {
  await life.stop();
  tell({ news: 'cannot start', why: toWire(error) });
}
