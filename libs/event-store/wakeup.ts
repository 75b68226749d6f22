/** Lets sleeping readers of this process know that something was appended, so that they need not wait for their next look. */
export class Wakeup {
  readonly #sleepers = new Set<() => void>();

  wake(): void {
    for (const wake of this.#sleepers) wake();
  }

  /** Resolves after `ms`, when woken, or when aborted. Never rejects. */
  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer);
        this.#sleepers.delete(done);
        signal?.removeEventListener('abort', done);
        resolve();
      };
      const timer = setTimeout(done, ms);
      this.#sleepers.add(done);
      signal?.addEventListener('abort', done, { once: true });
    });
  }
}
