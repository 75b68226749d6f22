import { Agent, request } from 'node:http';

export type Answer = Readonly<{ status: number; body: string; ms: number }>;

/** A lean client over kept connections: what it costs is not what is measured. */
export class HttpClient {
  readonly #agent: Agent;

  constructor(private readonly url: string, private readonly key: string, connections: number) {
    this.#agent = new Agent({ keepAlive: true, maxSockets: connections });
  }

  send(method: string, path: string, body?: Buffer, contentType = 'application/json'): Promise<Answer> {
    const from = performance.now();
    return new Promise((resolve, reject) => {
      const asked = request(new URL(path, this.url), {
        method, agent: this.#agent, headers: { authorization: `Bearer ${this.key}`, ...(body && { 'content-type': contentType, 'content-length': body.length }) },
      }, (answer) => {
        const parts: Buffer[] = [];
        answer.on('data', (part: Buffer) => parts.push(part));
        answer.on('end', () => resolve({ status: answer.statusCode!, body: Buffer.concat(parts).toString('utf8'), ms: performance.now() - from }));
        answer.on('error', reject);
      });
      asked.on('error', reject);
      asked.end(body);
    });
  }

  /** @throws Error for anything but success */
  async mustSend(method: string, path: string, body?: Buffer, contentType?: string): Promise<Answer> {
    const answer = await this.send(method, path, body, contentType);
    if (answer.status >= 300) throw new Error(`${method} ${path} was answered with ${answer.status}: ${answer.body.slice(0, 500)}`);
    return answer;
  }

  close(): void {
    this.#agent.destroy();
  }
}
