import { nativeError } from '../errors/native-error.js';
import { maskSecrets } from '../logging/mask-secrets.js';
import { explainError } from './explain-error.js';
import { Lifecycle, type StopReport } from './lifecycle.js';
import { EXIT } from './operator-error.js';

/** The parts of Node's process that a program's frame needs; specs bring their own. */
export type HostProcess = Readonly<{
  on(event: string, listener: (...args: unknown[]) => void): unknown;
  exit(code: number): void;
  stderr: { write(text: string): unknown };
}>;

type Options = Readonly<{
  /** A program that does one thing and ends (a command), rather than serving until told to end. */
  once?: boolean;
  host?: HostProcess;
  /** A signal that follows the first one sooner than this is the same wish: Ctrl-C reaches a program twice when npm stands in between. 1,000 unless told. */
  sameSignalMs?: number;
}>;

/**
 * The frame around every program of ours. Opens with `main`, ends on SIGINT or SIGTERM in the reverse order of what was opened; a second signal ends at once.
 * An error that an operator can put right is one clear sentence on stderr; any other is printed with its stack. Exit codes: `EXIT`.
 */
export const runMain = async (main: (life: Lifecycle) => Promise<void>, { once = false, host = process as HostProcess, sameSignalMs = 1000 }: Options = {}): Promise<void> => {
  const life = new Lifecycle();
  const say = (text: string) => void host.stderr.write(`${maskSecrets(text)}\n`);
  let ending = false;
  let signalledAt = -Infinity;

  const end = async (exitCode: number): Promise<void> => {
    if (ending) return;
    ending = true;
    host.exit(reportStop(await life.stop(), say) ? exitCode : exitCode || EXIT.failed);
  };
  const fail = (error: unknown): Promise<void> => {
    const known = explainError(error);
    say(known?.sentence ?? `This should not have happened. Please report it:\n${nativeError(error)?.stack ?? String(error)}`);
    return end(known?.exitCode ?? EXIT.bug);
  };
  const onSignal = (name: string) => {
    const isEcho = performance.now() - signalledAt < sameSignalMs;
    signalledAt = performance.now();
    if (!ending) return void end(0);
    if (isEcho) return;
    say(`Second ${name}: ending at once.`);
    host.exit(EXIT.failed);
  };

  host.on('SIGINT', () => onSignal('SIGINT'));
  host.on('SIGTERM', () => onSignal('SIGTERM'));
  host.on('uncaughtException', (error: unknown) => void fail(error));
  host.on('unhandledRejection', (error: unknown) => void fail(error));

  try {
    await main(life);
    if (once) await end(0);
  } catch (error) {
    // What a signal interrupts may well throw; the end is then already under way and that was the reason.
    if (!life.signal.aborted) await fail(error);
  }
};

const reportStop = ({ late, failed }: StopReport, say: (text: string) => void): boolean => {
  for (const { name, error } of failed) say(`Closing ${name} failed: ${nativeError(error)?.message ?? String(error)}`);
  if (late !== undefined) say(`Closing ${late} took too long; ending without it. Work that was not confirmed will be repeated.`);
  return late === undefined && failed.length === 0;
};
