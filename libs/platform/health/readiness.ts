import { nativeError } from '../errors/native-error.js';
import { maskSecrets } from '../logging/mask-secrets.js';

/** Asks one dependency whether it can work; throws when it cannot. */
export type ReadinessCheck = Readonly<{ name: string; check(): Promise<void>; /** 2,000 unless told. */ timeoutMs?: number }>;

export type CheckResult = Readonly<{ name: string; ok: boolean; ms: number; /** Why not, in one sentence without secrets. */ problem?: string }>;
export type ReadinessReport = Readonly<{ ready: boolean; checks: readonly CheckResult[] }>;

/**
 * Whether this process can do its work now. Every dependency is really asked, all at the same time, each with its own limit.
 * Questions that arrive together share one round, so that an open route cannot be used to load the dependencies.
 */
export class Readiness {
  private readonly checks: ReadinessCheck[] = [];
  private round: Promise<ReadinessReport> | undefined;
  private stopping = false;

  register(check: ReadinessCheck): void {
    if (this.checks.some(({ name }) => name === check.name)) throw new Error(`Two readiness checks are named ${check.name}`);
    this.checks.push(check);
  }

  names(): readonly string[] {
    return this.checks.map(({ name }) => name);
  }

  /** From now on this process takes no new work: load balancers should look elsewhere. */
  beginShutdown(): void {
    this.stopping = true;
  }

  ask(): Promise<ReadinessReport> {
    this.round ??= this.askAll().finally(() => { this.round = undefined; });
    return this.round;
  }

  private async askAll(): Promise<ReadinessReport> {
    const checks = await Promise.all(this.checks.map(run));
    if (this.stopping) checks.push({ name: 'process', ok: false, ms: 0, problem: 'The process is shutting down.' });
    return { ready: checks.every(({ ok }) => ok), checks };
  }
}

const run = async ({ name, check, timeoutMs = 2000 }: ReadinessCheck): Promise<CheckResult> => {
  const started = performance.now();
  const ms = () => Math.round(performance.now() - started);
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`No answer within ${timeoutMs} ms`)), timeoutMs);
  });
  try {
    await Promise.race([check(), late]);
    return { name, ok: true, ms: ms() };
  } catch (error) {
    return { name, ok: false, ms: ms(), problem: oneSentence(error) };
  } finally {
    clearTimeout(timer);
  }
};

/** Node gives an AggregateError without a message when several addresses refuse; its first cause says more. */
const oneSentence = (error: unknown): string => {
  const { errors, message } = (nativeError(error) ?? {}) as Partial<AggregateError>;
  const text = message || nativeError(errors?.[0])?.message || String(error);
  return maskSecrets(text.split('\n')[0]!.slice(0, 200)).replace(/\.?$/, '.');
};
