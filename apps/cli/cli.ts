import type { Lifecycle } from '#platform';
import type { Output } from './output.js';

/** The world around a command; specs bring their own. */
export type Surroundings = Readonly<{
  stdin: NodeJS.ReadStream;
  stdout: NodeJS.WriteStream;
  stderr: NodeJS.WriteStream;
  /** Handed to the configuration's reader as it is; nothing here looks inside. */
  env: Readonly<Record<string, string | undefined>>;
}>;

/** What a command that runs works with. */
export type Run = Readonly<{ life: Lifecycle; out: Output; around: Surroundings }>;

/** What the commands are given when they are declared: declaring must stay light, so that --help is quick. Heavy parts are imported inside the work. */
export type Cli = Readonly<{
  /** Does the work inside the frame of all our programs (signals, one sentence per error, exit codes), closes what was opened, and ends the process. */
  run(work: (run: Run) => Promise<void>): Promise<void>;
}>;
