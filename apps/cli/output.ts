import type { Writable } from 'node:stream';

/** Whoever read our output has gone (`… | head`): there is nobody to work for, and that is no failure. */
export class OutputClosed extends Error {
  override readonly name = 'OutputClosed';
}

/** Where a command's answer goes: data on stdout, talk on stderr. */
export class Output {
  constructor(readonly asJson: boolean, private readonly stdout: Writable, private readonly stderr: Writable) {
    // Also emitted beside the callback of the write that finds it out; without a listener it would count as a crash.
    stdout.on('error', () => undefined);
    stderr.on('error', () => undefined);
  }

  /** The one answer of a command: a JSON document with --json, otherwise text. @throws OutputClosed */
  async answer(value: unknown, text: () => string): Promise<void> {
    await this.write(this.asJson ? `${JSON.stringify(value, null, 2)}\n` : endsWithLine(text()));
  }

  /** One JSON line; returns once it is written, so that a slow reader slows us down instead of filling memory. @throws OutputClosed */
  async line(value: unknown): Promise<void> {
    await this.write(`${JSON.stringify(value)}\n`);
  }

  /** For people, beside the answer. */
  say(sentence: string): void {
    this.stderr.write(`${sentence}\n`);
  }

  private write(text: string): Promise<void> {
    return new Promise((resolve, reject) => {
      this.stdout.write(text, (error) => {
        if (!error) resolve();
        else reject((error as NodeJS.ErrnoException).code === 'EPIPE' || (error as NodeJS.ErrnoException).code === 'ERR_STREAM_DESTROYED' ? new OutputClosed() : error);
      });
    });
  }
}

const endsWithLine = (text: string): string => (text === '' || text.endsWith('\n') ? text : `${text}\n`);
