type Step = Readonly<{ name: string; stop: () => Promise<void> | void }>;

/** How an orderly end went. `late` names the step that was not done in time; `failed` those that threw. */
export type StopReport = Readonly<{ late?: string; failed: readonly Readonly<{ name: string; error: unknown }>[] }>;

/** What a process has opened, so that it can be closed in the reverse order, whatever happens. */
export class Lifecycle {
  private readonly steps: Step[] = [];
  private readonly stopping = new AbortController();
  private stopped: Promise<StopReport> | undefined;
  private deadlineMs = 15_000;

  /** Aborts when the process begins to end: loops and waits should listen to it. */
  get signal(): AbortSignal {
    return this.stopping.signal;
  }

  /** How long the end may take in all. */
  endWithin(seconds: number): void {
    this.deadlineMs = seconds * 1000;
  }

  /** Closes this when the process ends, after everything that is deferred later. */
  defer(name: string, stop: () => Promise<void> | void): void {
    this.steps.push({ name, stop });
  }

  /** Closes everything, once, however often it is called. Never throws. */
  stop(): Promise<StopReport> {
    this.stopped ??= this.stopAll();
    return this.stopped;
  }

  private async stopAll(): Promise<StopReport> {
    const failed: { name: string; error: unknown }[] = [];
    const deadline = Date.now() + this.deadlineMs;
    this.stopping.abort();
    for (let step = this.steps.pop(); step; step = this.steps.pop()) {
      try {
        if (!await inTime(step.stop, deadline - Date.now())) return { late: step.name, failed };
      } catch (error) {
        failed.push({ name: step.name, error });
      }
    }
    return { failed };
  }
}

const inTime = async (work: Step['stop'], ms: number): Promise<boolean> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<false>((resolve) => { timer = setTimeout(() => resolve(false), Math.max(ms, 0)); });
  try {
    return await Promise.race([(async () => { await work(); return true; })(), late]);
  } finally {
    clearTimeout(timer);
  }
};
