import { randomInt, randomUUID } from 'node:crypto';
import { type Rsm012, toRsm012 } from '#datahub/published';
import { gs1CheckDigit } from '#energy';
import type { Door } from '../door.js';
import { eventually } from '../eventually.js';
import type { Bill } from './figures.js';

/** Where the masters are told: the door of a running product, and the way its documents come in. */
export type Told = Readonly<{ door: Door; /** Sends one document. The key is that of its topic. */ send(topic: string, key: string, body: Buffer): Promise<void> }>;
/** A document as its list shows it. */
export type Head = Readonly<{ invoiceId: string; number: string | null; kind: string; status: string; payerId: string; period: Readonly<{ from: string; to: string }>; subtotalDkk: string; vatDkk: string; totalDkk: string; corrects: Readonly<{ invoiceId: string; number: string | null }> | null }>;
/** A document with what it says. */
export type Billed = Head & Readonly<{ bill: Bill }>;
/** A settlement as it is answered. */
export type Settlement = Bill & Readonly<{ from: string; to: string; status: string; energyKwh: Readonly<Record<string, string>>; said: readonly Readonly<{ kind: string; added: Readonly<{ totalDkk: string }> }>[]; issue: unknown; lineIds: readonly string[] }>;
type Lines = readonly Readonly<{ id: string; amountDkk: string }>[];
type Totals = Readonly<{ subtotalDkk: string; vatDkk: string; totalDkk: string }>;

export const SENDER = '5790001330552';
export const ISSUED_ON = '2025-03-03';
const PATIENCE_MS = 60_000;
const HOUR_MS = 3_600_000;
const STORY = randomInt(10_000, 99_999);

/** A point of this telling. Its check digit is wrong, as that of the masters' own point is. */
export const goldenGsrn = (number: number, telling: number): string => {
  const digits = `57131310${String((STORY + telling) % 100_000).padStart(5, '0')}${String(number).padStart(4, '0')}`;
  return `${digits}${(Number(gs1CheckDigit(digits)) + 4) % 10}`;
};

const amounts = (lines: Lines): Readonly<Record<string, string>> => Object.fromEntries(lines.map(({ id, amountDkk }) => [id, amountDkk]));
const totals = ({ subtotalDkk, vatDkk, totalDkk }: Totals): Totals => ({ subtotalDkk, vatDkk, totalDkk });

/** The product from outside: documents in, questions out. */
export class Stage {
  constructor(private readonly told: Told) {}

  get door(): Door { return this.told.door; }

  /** Sends a document of prices or of the portfolio and waits until the stream of its last record has grown. Its id. */
  async tell(topic: string, records: readonly object[], lastStream: string, key = SENDER): Promise<string> {
    const documentId = randomUUID();
    await this.#heard(lastStream, () => this.told.send(topic, key, Buffer.from(JSON.stringify({ sender: SENDER, documentId, createdAt: '2025-01-01T00:00:00Z', records }))));
    return documentId;
  }

  /** Sends an RSM-012 document with one series of hours and waits until it is recorded: in the stream of its first day. Its id. */
  async readings(gsrn: string, from: string, kwh: readonly string[], { type = 'E17', registeredAt = '2025-02-01T06:00:00Z' } = {}): Promise<string> {
    const [start, end] = [Date.parse(from), Date.parse(from) + kwh.length * HOUR_MS];
    const documentId = randomUUID();
    const iso = (at: number): string => new Date(at).toISOString().replace('.000Z', 'Z');
    const document: Rsm012 = {
      documentId, sender: SENDER, senderRole: 'DGL', receiver: '5799999000010', receiverRole: 'DDQ', createdAt: registeredAt, processType: 'E23',
      series: [{
        seriesId: randomUUID(), gsrn, meteringPointType: type, resolution: 'PT1H', from: iso(start), to: iso(end), registeredAt, unit: 'KWH', product: '8716867000030', index: 0,
        valuesWh: kwh.map((one) => Math.round(Number(one) * 1_000)), qualities: kwh.map(() => 'measured' as const),
      }],
    };
    await this.#heard(`readings-${gsrn}-${iso(start).slice(0, 10)}`, () => this.told.send('datahub.timeseries', gsrn, Buffer.from(toRsm012(document))));
    return documentId;
  }

  /** States what a point is and waits until it is recorded. Its stream must grow: stating what is so already would wait in vain. */
  async point(gsrn: string, more: object = {}): Promise<void> {
    await this.tell('portfolio.points', [{ gsrn, meteringPointType: 'E17', gridArea: '344', priceArea: 'DK1', resolution: 'PT1H', validFrom: '2024-01-01', ...more }], `meteringpoint-${gsrn}`, gsrn);
  }

  /** Settles what ends in the period by a run, to its end. */
  async settle(gsrns: readonly string[], from: string, to: string): Promise<Record<string, unknown>> {
    return this.#run('/api/settlement/runs', { period: { from, to }, scope: { gsrns } });
  }

  /** Invoices what ends in the period by a run, to its end. */
  async invoice(gsrns: readonly string[], from: string, to: string): Promise<Record<string, unknown>> {
    return this.#run('/api/invoices/runs', { period: { from, to }, scope: { gsrns }, issuedOn: ISSUED_ON });
  }

  async issue(invoiceId: string): Promise<void> {
    const { status, body } = await this.door.ask('POST', `/api/invoices/${invoiceId}/issue`, { json: { issuedOn: ISSUED_ON } });
    if (status !== 200) throw new Error(`Not issued: ${status} ${JSON.stringify(body)}`);
  }

  /** The settlement, once as many things were said about it. Nothing more is said about it afterwards that is not shown here. */
  settlement(gsrn: string, from: string, said = 1): Promise<Settlement> {
    return eventually(`the settlement of ${gsrn} from ${from} shows ${said} statements`, async () => {
      const { status, body } = await this.door.ask('GET', `/api/settlements/${gsrn}/${from}`);
      if (status !== 200 || (body['said'] as unknown[]).length < said) throw new Error(`so far ${status} ${JSON.stringify(body).slice(0, 400)}`);
      const lines = body['lines'] as Lines;
      return { ...(body as unknown as Settlement), lines: amounts(lines), lineIds: lines.map(({ id }) => id), ...totals(body as unknown as Totals) };
    }, PATIENCE_MS);
  }

  /** All documents on which the point stands, in the order of their drafting, once there are as many. */
  documents(gsrn: string, atLeast: number): Promise<readonly Billed[]> {
    return eventually(`${atLeast} documents for ${gsrn}`, async () => {
      const { invoices } = await this.door.get(`/api/customers/${gsrn}/invoices?sort=oldest`) as unknown as { invoices: readonly Head[] };
      if (invoices.length < atLeast) throw new Error(`so far ${JSON.stringify(invoices.map(({ kind, totalDkk }) => [kind, totalDkk]))}`);
      return Promise.all(invoices.map((head) => this.document(head)));
    }, PATIENCE_MS);
  }

  async document(head: Head): Promise<Billed> {
    const { draft } = await this.door.get(`/api/invoices/${head.invoiceId}`) as unknown as { draft: Totals & { sections: readonly { lines: Lines }[] } };
    return { ...head, bill: { lines: amounts(draft.sections.flatMap(({ lines }) => lines)), ...totals(draft) } };
  }

  /** Issues the drafted notes of a point and gives all its documents as they stand then. */
  async issueNotes(gsrn: string, documents: number): Promise<readonly Billed[]> {
    for (const { invoiceId, status } of await this.documents(gsrn, documents)) if (status === 'draft') await this.issue(invoiceId);
    return this.issued(gsrn, documents);
  }

  /** All documents of a point, once there are as many and the view shows each of them with its number. */
  issued(gsrn: string, documents: number): Promise<readonly Billed[]> {
    return eventually('all documents are issued', async () => {
      const all = await this.documents(gsrn, documents);
      return all.some(({ number }) => number === null) ? undefined : all;
    }, PATIENCE_MS);
  }

  async #run(path: string, json: object): Promise<Record<string, unknown>> {
    const { status, body } = await this.door.ask('POST', path, { json });
    if (status !== 202) throw new Error(`No run: ${status} ${JSON.stringify(body)}`);
    return eventually(`the run of ${path} is done`, async () => {
      const now = await this.door.get(`${path}/${String(body['runId'])}`);
      if (now['status'] !== 'completed') throw new Error(`so far ${JSON.stringify(now)}`);
      return now;
    }, PATIENCE_MS);
  }

  /** Does something and waits until the stream has grown. */
  async #heard(stream: string, work: () => Promise<void>): Promise<void> {
    const length = async (): Promise<number> => {
      const { status, body } = await this.door.ask('GET', `/api/streams/${encodeURIComponent(stream)}?limit=1000`);
      return status === 200 ? (body['events'] as unknown[]).length : 0;
    };
    const before = await length();
    await work();
    await eventually(`${stream} grows`, async () => ((await length()) > before ? true : undefined), PATIENCE_MS);
  }
}
