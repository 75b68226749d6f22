import type { Reason } from '#kernel';
import { EXIT, OperatorError } from '#platform';
import type { FactDocument } from './facts/fact-document.js';
import type { GeneratedDocument } from './generated-documents.js';
import { type LoadTarget, NotNow, type Sent } from './load-target.js';

type Options = Readonly<{ url: string; key: string; topic: string; atOnce?: number; parcel?: number; fetcher?: typeof fetch }>;
type Problem = Readonly<{ code?: string; detail?: string; errors?: readonly Reason[] }>;
type Many = Readonly<{ results: readonly Readonly<{ line: number; errors?: readonly Reason[] }>[] }>;

const AT_ONCE = 4;
/** Some 5 to 15 kB each: well below the limit of a request. */
const PARCEL = 100;
const ANSWER_WITHIN_MS = 60_000;
const BUSY = new Set([429, 502, 503, 504]);
/** What happens to a connection while a server restarts or is overrun. */
const LOST = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'EAI_AGAIN', 'UND_ERR_SOCKET', 'UND_ERR_CONNECT_TIMEOUT', 'UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT']);

/** Sends to the HTTP door: many documents, one a line, in each request. */
export class HttpTarget implements LoadTarget {
  readonly place: string;
  readonly atOnce: number;
  readonly parcel: number;

  constructor(private readonly options: Options) {
    this.place = options.url.replace(/\/+$/, '');
    this.atOnce = options.atOnce ?? AT_ONCE;
    this.parcel = options.parcel ?? PARCEL;
  }

  send(documents: readonly Pick<GeneratedDocument, 'id' | 'body'>[], signal: AbortSignal): Promise<Sent> {
    return this.#ingest(this.options.topic, documents, signal);
  }

  sendFacts(topic: string, facts: readonly FactDocument[], signal: AbortSignal): Promise<Sent> {
    return this.#ingest(topic, facts, signal);
  }

  async #ingest(topic: string, documents: readonly Readonly<{ id: string; body: Buffer }>[], signal: AbortSignal): Promise<Sent> {
    const lines = Buffer.concat(documents.flatMap(({ body }) => [body, Buffer.from('\n')]));
    const { results } = (await this.#post(`/api/ingest/${topic}`, lines, signal)) as Many;
    return { refused: results.flatMap(({ line, errors }) => (errors === undefined ? [] : [{ id: documents[line - 1]!.id, reasons: errors }])) };
  }

  async close(): Promise<void> {
    // Connections that are idle do not keep the process alive.
  }

  /** @throws NotNow when it may yet work, OperatorError when it cannot */
  async #post(path: string, lines: Buffer, signal: AbortSignal): Promise<unknown> {
    const { fetcher = fetch, key } = this.options;
    let answer: Response;
    let text: string;
    try {
      answer = await fetcher(`${this.place}${path}`, {
        method: 'POST', body: new Uint8Array(lines), headers: { authorization: `Bearer ${key}`, 'content-type': 'application/x-ndjson' }, signal: AbortSignal.any([signal, AbortSignal.timeout(ANSWER_WITHIN_MS)]),
      });
      text = await answer.text();
    } catch (error) {
      throw signal.aborted ? error : this.#lost(error);
    }
    if (answer.ok) return text === '' ? {} : JSON.parse(text);
    throw this.#refusal(answer, text, `POST ${path}`);
  }

  #lost(error: unknown): Error {
    if (error instanceof DOMException && error.name === 'TimeoutError') return new NotNow(`${this.place} did not answer within ${ANSWER_WITHIN_MS / 1000} s.`, 0, { cause: error });
    const code = codeIn(error);
    if (code !== undefined && LOST.has(code)) return new NotNow(`${this.place} cannot be reached (${code}).`, 0, { cause: error });
    return new OperatorError(`${this.place} cannot be reached (${code ?? (error as Error).message}). Check --url; a server is started with npm start.`, { exitCode: EXIT.unavailable, cause: error });
  }

  #refusal(answer: Response, text: string, what: string): Error {
    const { code = '', detail = text.slice(0, 300), errors = [] } = problemIn(text);
    if (BUSY.has(answer.status)) return new NotNow(`${this.place} is not ready (${answer.status} ${code}).`, Number(answer.headers.get('retry-after') ?? 0) * 1000);
    const does = answer.status === 401 ? 'Give a valid key with --key or GRIDTALLY_KEY; make one: gridtally keys create --name load --role upstream'
      : answer.status === 403 ? 'The key lacks the role upstream.'
        : answer.status === 404 ? 'Check --url: the address must be that of a Gridtally server with the role api.' : '';
    return new OperatorError([`${what} was answered with ${answer.status} ${code}: ${detail}`, ...errors.map((one) => `  ${one.path ?? ''} ${one.code}: ${one.en}`), does].filter((line) => line !== '').join('\n'));
  }
}

const problemIn = (text: string): Problem => {
  try {
    return JSON.parse(text) as Problem;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return {}; // somebody else answers there, or a proxy in between
  }
};

/** The system's code below the general error of fetch. */
const codeIn = (error: unknown): string | undefined => {
  for (let at = error; at instanceof Error; at = at.cause) {
    const { code, errors } = at as NodeJS.ErrnoException & { errors?: readonly unknown[] };
    if (code !== undefined) return code;
    if (errors?.[0] !== undefined) return codeIn(errors[0]);
  }
  return undefined;
};
