import type { BilledDocument } from '../../domain/customer/billed-document.js';
import type { ReadingChange } from '../../domain/customer/change.js';
import { KWH_DECIMALS, HOUR_MS, QUARTER_MS } from '#energy';
import type { JsonPlace } from './json-place.js';
import { present, readWh } from './read-series.js';

const OERE_DECIMALS = 2;

/** What is asked beyond the settlement itself. */
export type Questions = Readonly<{
  billed?: readonly BilledDocument[];
  changes?: readonly ReadingChange[];
  aconto?: Readonly<{ paidOere: bigint; nextOere?: bigint }>;
}>;

export const readQuestions = (root: JsonPlace): Questions => {
  const [billed, changes, aconto] = [root.get('billed'), root.get('changes'), root.get('aconto')];
  const [paid, next] = [aconto.get('paidDkk').decimal(OERE_DECIMALS), aconto.get('nextDkk').decimal(OERE_DECIMALS)];
  return {
    ...(billed.isGiven ? { billed: billed.items().map(readDocument).filter(present) } : {}),
    ...(changes.isGiven ? { changes: changes.items().map(readChange).filter(present) } : {}),
    ...(paid === undefined ? {} : { aconto: { paidOere: paid, ...(next === undefined ? {} : { nextOere: next }) } }),
  };
};

const readDocument = (place: JsonPlace): BilledDocument | undefined => {
  const [id, vatOere] = [place.get('id').text(), place.get('vatDkk').decimal(OERE_DECIMALS)];
  const lines = place.get('lines').items().map((line) => {
    const [lineId, amountOere] = [line.get('id').text(), line.get('amountDkk').decimal(OERE_DECIMALS)];
    const [name, quantity] = [line.get('name').text(), line.get('quantity').decimal(KWH_DECIMALS)];
    return lineId === undefined || amountOere === undefined ? undefined
      : { id: lineId, amountOere, ...(name === undefined ? {} : { name }), ...(quantity === undefined ? {} : { quantity }) };
  }).filter(present);
  return id === undefined || vatOere === undefined ? undefined : { id, vatOere, lines };
};

const readChange = (place: JsonPlace): ReadingChange | undefined => {
  const [at, oldWh, newWh] = [place.get('at').instant(), readWh(place.get('oldKwh')), readWh(place.get('newKwh'))];
  const resolution = place.get('resolution').text() === 'PT15M' ? 'PT15M' : 'PT1H';
  if (at === undefined || oldWh === undefined || newWh === undefined) return undefined;
  if (at % (resolution === 'PT1H' ? HOUR_MS : QUARTER_MS) !== 0) {
    return place.get('at').problem('NOT_AN_INTERVAL', `A ${resolution} interval does not begin here. Correct the instant or the resolution.`, `Et ${resolution}-interval begynder ikke her. Ret tidspunktet eller opløsningen.`), undefined;
  }
  return { at, resolution, oldWh, newWh };
};
