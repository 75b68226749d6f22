import { inParallel } from '../../../apps/load/in-parallel.js';

export type Reply = Readonly<{ status: number; body: Readonly<Record<string, unknown>> }>;
/** A write with the key that makes it happen once, however often it is sent. */
export type Asked = Readonly<{ json?: unknown; once?: string; /** What was asked for may not be in the view yet. */ missing?: 'wait' }>;

const PATIENCE_MS = 150_000;
const ANSWER_WITHIN_MS = 30_000;
const AGAIN_AFTER_MS = 150;

/**
 * Any number of doors to the same product, some of which are broken now and then. Whoever asks goes on until somebody has answered, as clients that lose
 * nothing do: the same request, with the same key, at the next door.
 */
export class Doors {
  #next = 0;
  /** Requests that were cut off, turned away because a server was away, or came while the same one was under way. */
  again = 0;
  /** Answers that nobody should have got. */
  readonly faults: string[] = [];

  constructor(private readonly urls: () => readonly string[], private readonly key: string) {}

  /** @throws Error when nobody answered in time, or with the answer when it is a refusal */
  async ask(method: 'GET' | 'POST' | 'PUT', path: string, { json, once, missing }: Asked = {}): Promise<Reply> {
    let last = 'no door was open';
    for (const until = performance.now() + PATIENCE_MS; performance.now() < until;) {
      const urls = this.urls();
      const url = urls[this.#next++ % Math.max(1, urls.length)];
      const reply = url === undefined ? undefined : await this.#at(url, method, path, { json, ...(once !== undefined && { once }) });
      if (typeof reply === 'object' && reply.status < 300) return reply;
      if (typeof reply === 'object') {
        last = `${reply.status} ${JSON.stringify(reply.body).slice(0, 400)}`;
        const later = reply.status === 503 || reply.status === 429 || reply.body['code'] === 'IDEMPOTENCY_IN_FLIGHT' || (reply.status === 404 && missing === 'wait');
        if (!later && reply.status < 500) throw new Error(`${method} ${path} was refused: ${last}`);
        if (!later) this.faults.push(`${method} ${path} was answered with ${last}`);
      } else if (reply !== undefined) last = reply;
      this.again++;
      await new Promise((resolve) => setTimeout(resolve, AGAIN_AFTER_MS));
    }
    throw new Error(`${method} ${path} was not answered within ${PATIENCE_MS / 1_000} s: ${last}`);
  }

  /** The reply, or what happened in place of one. */
  async #at(url: string, method: string, path: string, { json, once }: Asked): Promise<Reply | string> {
    try {
      const answer = await fetch(url + path, {
        method, signal: AbortSignal.timeout(ANSWER_WITHIN_MS), ...(json !== undefined && { body: JSON.stringify(json) }),
        headers: { authorization: `Bearer ${this.key}`, ...(json !== undefined && { 'content-type': 'application/json' }), ...(once !== undefined && { 'idempotency-key': once }) },
      });
      return { status: answer.status, body: await answer.json() as Record<string, unknown> };
    } catch (error) {
      if (error instanceof TypeError || error instanceof SyntaxError || (error as Error).name === 'TimeoutError') return `${(error as Error).name}: ${(error as Error).message}`;
      throw error;
    }
  }
}

/** What each of many clients was told. */
export type Told = ReadonlyMap<string, string>;

export type ToIssue = Readonly<{ drafts: readonly string[]; issuedOn: string; clients: number; /** With a key that makes each write happen once; what was in hand at a door that died is then free after a minute. */ withKeys: boolean; onIssued(): void }>;

/** Issues drafts one by one, so many clients at the same time. @returns the number that each document's client was told */
export const issueAll = async (doors: Doors, { drafts, issuedOn, clients, withKeys, onIssued }: ToIssue): Promise<Told> => {
  const told = new Map<string, string>();
  await inParallel(drafts, clients, new AbortController().signal, async (invoiceId) => {
    const { body } = await doors.ask('POST', `/api/invoices/${invoiceId}/issue`, { json: { issuedOn }, ...(withKeys && { once: `issue-${invoiceId}` }) });
    told.set(invoiceId, String(body['number']));
    onIssued();
  });
  return told;
};

/** Ids of all drafts, page by page. */
export const draftsAt = async (doors: Doors): Promise<readonly string[]> => {
  const ids: string[] = [];
  for (let cursor: string | undefined = ''; cursor !== undefined;) {
    const { body } = await doors.ask('GET', `/api/invoices?status=draft&sort=oldest&limit=1000${cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`}`) as unknown as Readonly<{ body: { invoices: readonly { invoiceId: string }[]; next?: string } }>;
    ids.push(...body.invoices.map(({ invoiceId }) => invoiceId));
    cursor = body.next;
  }
  return ids;
};
