import { type ApiRole, ApiKeys, apiKeyTable, openConfigurationDatabase, TypeOrmApiKeyStore } from '#platform';
import { eventually } from './eventually.js';

export type Answer = Readonly<{ status: number; type: string; body: Record<string, unknown>; headers: Headers }>;
export type Ask = Readonly<{ json?: unknown; body?: Buffer | string; headers?: Readonly<Record<string, string>>; /** Another key than the door's; null = none. */ key?: string | null }>;

/** The HTTP door of a program, as a client sees it. */
export class Door {
  constructor(readonly url: string, private readonly key: string) {}

  async ask(method: string, path: string, { json, body, headers, key = this.key }: Ask = {}): Promise<Answer> {
    const sent = json === undefined ? body : JSON.stringify(json);
    const answer = await fetch(this.url + path, {
      method, headers: { ...(sent !== undefined && { 'content-type': 'application/json' }), ...(key !== null && { authorization: `Bearer ${key}` }), ...headers },
      ...(sent !== undefined && { body: typeof sent === 'string' ? sent : new Uint8Array(sent) }),
    });
    const text = await answer.text();
    const type = (answer.headers.get('content-type') ?? '').split(';')[0]!;
    return { status: answer.status, type, headers: answer.headers, body: /json/.test(type) && text !== '' ? JSON.parse(text) as Record<string, unknown> : { text } };
  }

  /** Posts a document. */
  post(body: Buffer | string, ask: Ask = {}): Promise<Answer> {
    return this.ask('POST', '/api/ingest/datahub.timeseries', { body, ...ask });
  }

  /** Posts a document that must be taken, and waits until the view of the readings shows it. */
  async take(body: Buffer | string): Promise<Record<string, unknown>> {
    const answer = await this.post(body);
    if (answer.status !== 202) throw new Error(`Not taken: ${answer.status} ${JSON.stringify(answer.body)}`);
    if (answer.body['position'] !== undefined) await this.shows(answer.body['position'] as string);
    return answer.body;
  }

  /** Waits until the view of the readings has come to that position. */
  async shows(position: string): Promise<void> {
    await eventually('the view shows what was taken', async () => {
      const { body } = await this.ask('GET', '/api/gaps?from=2025-01-01&to=2025-01-02');
      return ((body['freshness'] as { position: string | null }).position ?? '') >= position ? true : undefined;
    });
  }

  async get(path: string): Promise<Record<string, unknown>> {
    const { status, body } = await this.ask('GET', path);
    if (status !== 200) throw new Error(`GET ${path} was answered with ${status}: ${JSON.stringify(body)}`);
    return body;
  }
}

/** A key on the database of a program. */
export const keyOn = async (databaseUrl: string, roles: readonly ApiRole[] = ['admin', 'back-office', 'auditor', 'upstream'], expiresAt?: string): Promise<Readonly<{ key: string; prefix: string }>> => {
  const database = await openConfigurationDatabase({ url: databaseUrl, applicationName: 'story', tables: [apiKeyTable] });
  try {
    return await new ApiKeys(new TypeOrmApiKeyStore(database)).create({ name: `story: ${roles.join(', ')}`, roles, ...(expiresAt !== undefined && { expiresAt }) });
  } finally {
    await database.destroy();
  }
};
