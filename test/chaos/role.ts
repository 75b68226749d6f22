import { launch, type Program } from '../e2e/program.js';

/** How long after its end a program is started again, as whoever supervises processes does. */
const AGAIN_AFTER_MS = 300;
/** A server was away when it started, and it said so: this is how it should end, and it is started again. */
const UNAVAILABLE = 69;

/** One role as a process of its own that is started again whenever it ends. It must never end by itself once it is ready. */
export class Role {
  readonly faults: string[] = [];
  kills = 0;
  starts = 0;
  #program: Program;
  #url: string | undefined;
  #killing = false;
  #stopping = false;

  /** @param role the program it is, where several of one role have names of their own */
  constructor(readonly name: string, private readonly env: Readonly<Record<string, string>>, private readonly role = name) {
    this.#program = this.#start();
  }

  /** Where its HTTP door is; undefined while it is not up. */
  get url(): string | undefined { return this.#url; }

  /** SIGKILL; up again by itself. */
  async kill(): Promise<void> {
    this.#killing = true;
    this.kills++;
    await this.#program.send('SIGKILL');
  }

  /** Asked to end, and it does, with exit code 0. */
  async stop(): Promise<void> {
    this.#stopping = true;
    await this.#program.ready.catch(() => undefined); // it may be asked to end before it is ready
    const { code, signal, output } = await this.#program.send('SIGTERM');
    if (code !== 0) this.faults.push(`${this.name} was asked to end and ended with ${signal ?? code}:\n${lastLines(output)}`);
  }

  abandon(): void {
    this.#stopping = true;
    void this.#program.send('SIGKILL');
  }

  /** Whether it says that it can work; undefined while it is not up. */
  async isReady(): Promise<boolean | undefined> {
    if (this.#url === undefined) return undefined;
    try {
      const answer = await fetch(`${this.#url}/health/ready`, { signal: AbortSignal.timeout(8_000) });
      await answer.arrayBuffer();
      return answer.status === 200;
    } catch (error) {
      if (error instanceof TypeError || (error as Error).name === 'TimeoutError') return undefined;
      throw error;
    }
  }

  #start(): Program {
    this.starts++;
    const program = launch(`apps/${this.role}/main.js`, this.env);
    let wasReady = false;
    program.ready.then((url) => { wasReady = true; this.#url = url; }).catch(() => undefined); // its end is looked at below
    void program.ended.then(({ code, signal, output }) => {
      this.#url = undefined;
      if (this.#stopping) return;
      if (!this.#killing && (wasReady || code !== UNAVAILABLE)) this.faults.push(`${this.name} ended by itself with ${signal ?? code}:\n${lastLines(output)}`);
      this.#killing = false;
      setTimeout(() => { if (!this.#stopping) this.#program = this.#start(); }, AGAIN_AFTER_MS);
    });
    return program;
  }
}

const lastLines = (output: string): string => output.split('\n').slice(-12).map((line) => `    ${line.slice(0, 400)}`).join('\n');
