import type { ExplainedDocument, InvoiceAndNotes } from '#billing';
import { invoiceText, titleOf } from '../../cli/billing/invoice-text.js';
import { type DemoPoint, LONG_DAY } from '../../load/demo/demo-points.js';
import { gridTariff } from '../../load/demo/demo-prices.js';
import { amountTree } from './amount-tree.js';
import type { DemoDoor } from './demo-door.js';
import { say } from './say.js';
import { billedSoFar } from './settle-demo.js';

type Answer = InvoiceAndNotes['invoice'] & Pick<InvoiceAndNotes, 'notes' | 'knownAt'>;
type Explained = ExplainedDocument & Readonly<{ notes: readonly ExplainedDocument[]; knownAt: string }>;
type DayAnswer = Readonly<{ intervals: readonly unknown[]; totalKwh: string | null; missingQuarters: number }>;

const RULE = '─'.repeat(100);
/** Two quarters of the evening that was corrected: 18:00 and 18:15 by the clock, which has just been put back. */
const SHOWN_AT = ['2025-10-26T17:00:00Z', '2025-10-26T17:15:00Z'];

/** Prints the invoice and the tree of one of its amounts, as known when it was issued and as known now, the day with 25 hours, and where to ask. */
export const showDemo = async (door: DemoDoor, shown: DemoPoint): Promise<void> => {
  const number = (await billedSoFar(door, shown)).invoice!.number!;
  const invoice = `/api/invoices/${number}`;
  const { owner, type, code } = gridTariff(shown.grid);
  const line = `charge/${owner}/${type}/${code}`;
  const explain = `${invoice}/explain?line=${encodeURIComponent(line)}`;
  const now = await door.get<Answer>(invoice);
  const issuedAt = now.history.find(({ event }) => event.type === 'InvoiceIssued')!.heard.knownAt;
  const then = await door.get<Answer>(`${invoice}?knownAt=${issuedAt}`);

  say(`\n${RULE}\nTHE INVOICE of ${then.draft.payerId}, AS KNOWN WHEN IT WAS ISSUED\n\n${textOf(then)}`);
  const thenWhy = await door.get<Explained>(`${explain}&knownAt=${issuedAt}`);
  say(`\nWHY ONE OF ITS AMOUNTS IS WHAT IT IS, as known then\n\n${amountTree(titleOf(then), thenWhy, SHOWN_AT)}`);

  say(`\n${RULE}\nTHE SAME INVOICE AS KNOWN NOW, WITH ITS CREDIT NOTE\n\n${textOf(now)}`);
  const nowWhy = await door.get<Explained>(explain);
  say('\nWHY THE SAME AMOUNT IS CORRECTED\n');
  nowWhy.notes.forEach((note, at) => say(amountTree(titleOf(now.notes[at]!), note, SHOWN_AT)));
  await showLongDay(door, shown);

  say(`
${RULE}
Ask for the invoice yourself, now and as known when it was issued:
  ${door.curl(invoice)}
  ${door.curl(`${invoice}?knownAt=${issuedAt}`)}
Ask why, now and as known then:
  ${door.curl(explain)}
  ${door.curl(`${explain}&knownAt=${issuedAt}`)}

API documentation: ${door.url}/api/docs (any user name, the key as password)
The key above is for this demo; each start makes a new one. Stop with Ctrl-C.`);
};

const textOf = ({ notes, knownAt, ...invoice }: Answer): string => invoiceText({ invoice, notes, knownAt });

/** The corrected day now and as known before: with an hour missing, when the invoice was made, and now. */
const showLongDay = async (door: DemoDoor, { gsrn }: DemoPoint): Promise<void> => {
  const path = `/api/metering-points/${gsrn}/readings?from=${LONG_DAY.from}&to=${LONG_DAY.to}&resolution=PT1H`;
  const { versions } = await door.get<{ versions: readonly { knownAt: string }[] }>(`/api/metering-points/${gsrn}/readings/versions?from=${LONG_DAY.from}&to=${LONG_DAY.to}`);
  const paths = versions.map(({ knownAt }, at) => (at === versions.length - 1 ? path : `${path}&knownAt=${knownAt}`));
  const days = await Promise.all(paths.map((one) => door.get<DayAnswer>(one)));
  const labels = ['as known first', 'as known when invoiced', 'as known now'];
  say(`\n${RULE}\nTHE READINGS OF ${LONG_DAY.from} at point ${gsrn}, a day with ${days.at(-1)!.intervals.length} hours\n`);
  days.forEach(({ totalKwh, missingQuarters }, at) => say(`  ${labels[at]!.padEnd(24)} ${totalKwh ?? 'no'} kWh${missingQuarters > 0 ? `, ${missingQuarters} quarters missing` : ''}`));
  say(`\nAsk for it yourself, now and as known before:\n  ${door.curl(paths.at(-1)!)}\n  ${door.curl(paths[0]!)}`);
};
