import type kafkajs from 'kafkajs';

/** kafkajs says CRASH last of all; when something else goes wrong on the way there, it never does. */
const CRASH_AFTER_STOP_MS = 10_000;

/**
 * Watches a consumer of kafkajs for the ways in which it ends or gets stuck without a hand from us: a crash that it reports, a stop nobody asked for, and silence
 * (neither fetch nor sign of life for `silentMs` while no batch is in hand). `broken` rejects with what happened, and never resolves.
 */
export const watchForBreakdown = (consumer: kafkajs.Consumer, { silentMs, isBusy }: Readonly<{ silentMs: number; isBusy: () => boolean }>): Readonly<{ broken: Promise<never>; end(): void }> => {
  const { CRASH, STOP, FETCH, HEARTBEAT, GROUP_JOIN, END_BATCH_PROCESS } = consumer.events;
  let lastSign = performance.now();
  const timers: NodeJS.Timeout[] = [];
  const removers: (() => void)[] = [];
  const broken = new Promise<never>((_, reject) => {
    const sign = () => { lastSign = performance.now(); };
    removers.push(consumer.on(FETCH, sign), consumer.on(HEARTBEAT, sign), consumer.on(GROUP_JOIN, sign), consumer.on(END_BATCH_PROCESS, sign));
    removers.push(consumer.on(CRASH, ({ payload: { error } }) => reject(error)));
    removers.push(consumer.on(STOP, () => { timers.push(setTimeout(() => reject(new Error('Its consumer stopped by itself.')), CRASH_AFTER_STOP_MS)); }));
    timers.push(setInterval(() => {
      const silentFor = performance.now() - lastSign;
      if (isBusy()) sign();
      else if (silentFor > silentMs) reject(new Error(`Its consumer has been silent for ${Math.round(silentFor / 1000)} s.`));
    }, Math.min(5_000, silentMs / 4)));
  });
  broken.catch(() => undefined); // whoever races it hears of it; before and after that it must not count as unhandled
  return {
    broken,
    end: () => {
      for (const remove of removers) remove();
      for (const timer of timers) clearInterval(timer);
    },
  };
};
