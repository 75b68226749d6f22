import { isDeepStrictEqual } from 'node:util';
import { addDays } from '#energy';
import type { Position, RecordedEvent } from '#kernel';
import type { SettlementEvent } from '#settlement/published';
import { type ExplainedSettlement, explainSettlement } from '../../../libs/settlement/commands/explain-settlement.js';
import type { Gathered } from '../../../libs/settlement/commands/gather/facts.js';
import { gatherInputs } from '../../../libs/settlement/commands/gather/gather-inputs.js';
import { planPoints } from '../../../libs/settlement/commands/plan-points.js';
import type { PreviewChanges } from '../../../libs/settlement/commands/preview/changes.js';
import { type Preview, previewSettlement } from '../../../libs/settlement/commands/preview/preview-settlement.js';
import { settle } from '../../../libs/settlement/domain/customer/settle.js';
import { settlementStream } from '../../../libs/settlement/domain/events.js';
import { figuresOf } from '../../../libs/settlement/domain/period/figures.js';
import type { Documents } from './documents.js';
import type { History } from './history.js';
import { addedBy, reasonsText, type Standing, standOf, sumOf } from './sums.js';

/** A property that does not hold, with what is and what should be. */
export class Broken extends Error {
  override readonly name = 'Broken';
  constructor(property: string, readonly is: unknown, readonly expected: unknown) {
    super(`${property}\n  is:       ${JSON.stringify(is)}\n  expected: ${JSON.stringify(expected)}`);
  }
}

const same = (property: string, is: unknown, expected: unknown): void => {
  if (!isDeepStrictEqual(is, expected)) throw new Broken(property, is, expected);
};

/** A period that began by the last day asked for ends by then at the latest. */
const LONGEST_PERIOD_DAYS = 95;

/** What one period says when all facts are known from the start. */
type Once = Readonly<{ period: Gathered['period'] }> & (Readonly<{ status: 'settled'; sums: Readonly<Record<string, string>> }> | Readonly<{ status: 'blocked'; reasons: readonly string[] }>);

/** Every planned period settled from scratch, by stream: the rules of planning and settling alone, without anything that was said before. */
export const once = async ({ facts, parts: { rules }, world, everyDay }: History): Promise<ReadonlyMap<string, Once>> => {
  const asOf = { position: facts.shown };
  const batch = await planPoints(facts.portfolio, world.points, { ...everyDay, to: addDays(everyDay.to, LONGEST_PERIOD_DAYS) }, asOf);
  const inputs = await gatherInputs(facts, rules, batch, asOf);
  return new Map(inputs.map((gather): [string, Once] => {
    const { input, reasons, period } = gather();
    const answer = settle(input);
    const lacking = [...reasons, ...(answer.status === 'notReady' ? answer.missing : [])];
    const stream = settlementStream(period.gsrn, period.from);
    if (answer.status === 'notReady' || lacking.length > 0) return [stream, { period, status: 'blocked', reasons: reasonsText(lacking) }];
    return [stream, { period, status: 'settled', sums: sumOf([figuresOf(answer.settlement)]) }];
  }));
};

/** 1: whatever was said about a period adds up to what settling once says; what cannot be settled is an open issue; nothing stands that is not planned. */
export const stepByStepIsOnce = (history: History, expected: ReadonlyMap<string, Once>): void => {
  for (const [stream, events] of history.settlements.byStream()) {
    const { standing, issue } = standOf(events);
    const sums = sumOf(addedBy(events));
    const planned = expected.get(stream);
    if (!planned) same(`${stream} is not planned: nothing stands, nothing is open`, { sums, issue }, { sums: {}, issue: undefined });
    else if (planned.status === 'blocked') {
      same(`${stream} cannot be settled: why is an open issue`, issue, planned.reasons);
      if (standing && (standing.to > planned.period.to || (planned.period.payerId !== undefined && standing.payerId !== planned.period.payerId))) throw new Broken(`${stream} stands for days or a payer that are not planned`, standing, planned.period);
    } else {
      const { to, customerId, payerId } = planned.period;
      same(`${stream} adds up to what settling once says`, { sums, issue, to: standing?.to, customerId: standing?.customerId, payerId: standing?.payerId }, { sums: planned.sums, issue: undefined, to, customerId, payerId });
    }
  }
};

/** Every planned period that ends in a run of everything was settled or has an issue. */
export const nothingForgotten = (history: History, expected: ReadonlyMap<string, Once>): void => {
  const spoken = history.settlements.byStream();
  same('every planned period was spoken of', [...expected].filter(([stream, { period }]) => period.to <= history.everyDay.to && !spoken.has(stream)).map(([stream]) => stream), []);
};

/** Days that were settled once and are still planned are in a settlement or an issue, however periods were cut anew. */
export const nothingLost = (history: History, expected: ReadonlyMap<string, Once>): void => {
  const spoken = history.settlements.byStream();
  const settled = [...spoken.values()].flatMap((events) => events.filter(({ type }) => type === 'PeriodSettled' || type === 'SettlementCorrected').map(({ data }) => data));
  const lost = [...expected].filter(([stream, { period }]) => !spoken.has(stream) && settled.some(({ gsrn, from, to }) => gsrn === period.gsrn && from < period.to && to > period.from));
  same('days that were settled are not lost', lost.map(([stream]) => stream), []);
};

/** 2: no day of a point stands in two settlements. */
export const noDayTwice = (history: History): void => {
  const byPoint = new Map<string, Standing[]>();
  for (const events of history.settlements.byStream().values()) {
    const { standing } = standOf(events);
    if (standing) byPoint.set(standing.gsrn, [...(byPoint.get(standing.gsrn) ?? []), standing]);
  }
  for (const all of byPoint.values()) {
    const inOrder = [...all].sort((a, b) => (a.from < b.from ? -1 : 1));
    inOrder.forEach((one, at) => {
      const next = inOrder[at + 1];
      if (next && next.from < one.to) throw new Broken('a day stands in two settlements', inOrder.map(({ gsrn, from, to, totalDkk }) => ({ gsrn, from, to, totalDkk })), 'each day once');
    });
  }
};

/** 3: all documents of a period add up to its latest settlement, line by line and VAT, and the totals of a document are those of its sections. */
export const documentsAddUp = (history: History, documents: Documents): void => {
  const sections = documents.sections();
  for (const [stream, events] of history.settlements.byStream()) same(`the documents of ${stream} add up to its settlement`, sumOf(sections.get(stream) ?? []), sumOf(addedBy(events)));
  for (const { invoiceId, sections: own, vat, totalDkk } of documents.all) {
    const total = sumOf([{ lines: own.flatMap(({ lines }) => lines), vat, totalDkk }]);
    same(`the sections of ${invoiceId} add up to it`, sumOf(own), total);
  }
};

/** 4: what a preview says is what settling says a moment later. `happens`: makes what was supposed come true. */
export const previewIsReality = async (history: History, gsrns: readonly string[], runId: string, supposed?: Readonly<{ changes: PreviewChanges; happens(): Promise<void> }>): Promise<void> => {
  const { parts: { rules, asOfNow }, facts, everyDay } = history;
  await history.showAll();
  const preview = await previewSettlement({ questions: history.settlements, facts, rules, asOfNow }, { gsrns, run: everyDay, ...(supposed && { changes: supposed.changes }) });
  const before = history.settlements.byStream();
  await supposed?.happens();
  await history.showAll();
  await history.settle(gsrns, everyDay, runId);
  await history.showAll();
  const after = history.settlements.byStream();
  for (const one of preview.periods) {
    const stream = settlementStream(one.period.gsrn, one.period.from);
    const events = after.get(stream) ?? [];
    if (one.status === 'blocked') same(`${stream} is blocked as previewed`, standOf(events).issue, reasonsText(one.reasons));
    else {
      same(`${stream} is settled as previewed`, sumOf(addedBy(events)), sumOf([one.figures]));
      const added = events.slice(before.get(stream)?.length ?? 0);
      if (one.comparedWith !== 'as-is') same(`${stream} differs as previewed`, sumOf(addedBy(added)), sumOf([one.difference]));
    }
  }
};

/** 5: explanations add up to their amounts, and every answer that was ever given is given again. */
export class Answers {
  readonly #explained: { asked: Parameters<typeof explainSettlement>[1]; answer: ExplainedSettlement }[] = [];
  readonly #previewed: { gsrns: readonly string[]; position: Position; figures: unknown }[] = [];

  constructor(private readonly history: History) {}

  /** Asks why, of some period that has figures, and remembers the answer. */
  async explain(stream: string): Promise<void> {
    await this.history.showAll();
    const events = this.history.settlements.byStream().get(stream)!.filter(hasFigures);
    const { data: { gsrn, from } } = events.at(-1)!;
    const answer = await explainSettlement(this.#parts, { gsrn, from });
    if (!answer.matches) throw new Broken(`the explanation of ${stream} gives its amounts`, answer.recomputed, { stated: answer.stated, remark: answer.remark });
    this.#explained.push({ asked: { gsrn, from, knownAt: answer.knownAt }, answer });
  }

  /** Asks what would be settled now, and remembers the answer. */
  async preview(gsrns: readonly string[]): Promise<void> {
    await this.history.showAll();
    if (this.history.facts.shown !== '') this.#previewed.push({ gsrns, position: this.history.facts.shown, figures: await this.#figures(gsrns, this.history.facts.shown) });
  }

  /** Everything asked before is asked again, as known then; and every version of every settlement adds up. */
  async again(): Promise<void> {
    for (const { asked, answer } of this.#explained) same(`the explanation as known at ${asked.knownAt} is given again`, await explainSettlement(this.#parts, asked), answer);
    for (const { gsrns, position, figures } of this.#previewed) same(`what was previewed as of ${position} is previewed again`, await this.#figures(gsrns, position), figures);
  }

  get #parts() {
    return { questions: this.history.settlements, facts: this.history.facts, rules: this.history.parts.rules };
  }

  async #figures(gsrns: readonly string[], position: Position): Promise<unknown> {
    const preview: Preview = await previewSettlement({ ...this.#parts, asOfNow: () => Promise.resolve(position) }, { gsrns, run: this.history.everyDay });
    return preview.periods.map((one) => (one.status === 'settled' ? { period: one.period, figures: one.figures } : one));
  }
}

export const hasFigures = ({ type }: RecordedEvent<SettlementEvent>): boolean => type === 'PeriodSettled' || type === 'SettlementCorrected' || type === 'SettlementReversed';
