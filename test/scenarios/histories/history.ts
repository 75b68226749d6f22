import { addDays } from '#energy';
import { type Position, type RecordedEvent, Rejected, StoreUnavailable } from '#kernel';
import { rulesOf } from '../../../libs/settlement/commands/gather/facts.js';
import { settlePoints } from '../../../libs/settlement/commands/settle-points.js';
import { type CorrectionParts, correctSettledPeriods } from '../../../libs/settlement/processes/corrections/correct-settled-periods.js';
import { MemoryEventStore } from '../../../libs/event-store/memory/memory-event-store.js';
import type { Chance } from '../../oracle/chance.js';
import { FactsOfLog } from './facts-of-log.js';
import type { Saying, World } from './random-facts.js';
import { SettlementsOfLog } from './settlements-of-log.js';
import { ShakyStore } from './shaky-store.js';

type Correcting = ReturnType<typeof correctSettledPeriods>;
type Run = Readonly<{ from: string; to: string }>;

/** So often may the process hear before it must have come to rest. */
const MOST_PAGES = 600;
/** After so many the store does not go away any more. */
const PAGES_WITH_TROUBLE = 30;

/** One installation on a memory store: its log, its views, the process that corrects, workers that settle. Each thing happens when it is told to. */
export class History {
  readonly store: ShakyStore;
  readonly facts: FactsOfLog;
  readonly settlements = new SettlementsOfLog();
  readonly parts: CorrectionParts;
  /** What happened, for people who read a failed history. */
  readonly diary: string[] = [];
  #correcting: Correcting;
  #heard: Position | undefined;
  #seen: Position | undefined;
  #commands = 0;
  #last = '';

  constructor(readonly world: World, private readonly chance: Chance) {
    let instant = Date.parse('2030-06-01T00:00:00Z');
    this.store = new ShakyStore(new MemoryEventStore({ now: () => new Date(instant++).toISOString() }), chance);
    this.facts = new FactsOfLog(world.calendar);
    this.parts = {
      store: this.store, facts: this.facts, rules: rulesOf(world.calendar), asOfNow: () => Promise.resolve(this.facts.shown),
      standing: this.settlements.standing, periodsOlder: this.settlements.periodsOlder, onFailed: (error) => { throw error; },
    };
    this.#correcting = correctSettledPeriods(this.parts);
  }

  /** Days that a run may be asked for. */
  get everyDay(): Run {
    return { from: addDays(this.world.first, -10), to: addDays(this.world.end, 14) };
  }

  /** The place of the newest event that was looked at. */
  get last(): Position {
    return this.#last;
  }

  /** @returns false when it is refused for now */
  async say(of: Saying): Promise<boolean> {
    this.store.breaks = 0; // who says it says it until it is taken
    try {
      const { outcome } = await of.say(this.store, `say-${++this.#commands}`);
      this.diary.push(`${outcome === 'appended' ? 'said' : 'said again'} ${of.what}`);
      return true;
    } catch (error) {
      if (error instanceof Rejected) return false;
      throw error;
    } finally {
      await this.look();
    }
  }

  /** Reads what is new in the log. The views do not show it yet. */
  async look(): Promise<void> {
    for await (const { events, position } of this.store.readAll(this.#seen === undefined ? {} : { after: this.#seen })) {
      for (const event of events) this.#take(event);
      this.#seen = position;
    }
  }

  #take(event: RecordedEvent): void {
    this.#last = event.position;
    const kind = event.stream.slice(0, event.stream.indexOf('-'));
    if (kind === 'settlement') {
      this.diary.push(`  ${event.position} ${event.stream} ${event.type} ${JSON.stringify(event.data).slice(0, 1000)}`);
      this.settlements.add(event);
    } else if (kind !== 'billed' && kind !== 'invoice') this.facts.add(event);
  }

  /** The views show everything. */
  async showAll(): Promise<void> {
    await this.look();
    [this.facts.shown, this.settlements.shown] = [this.#last, this.#last];
  }

  /** The views show more than before, each as far as it has come. */
  async showMore(): Promise<void> {
    await this.look();
    this.facts.shown = this.#somewhere(this.facts.shown);
    this.settlements.shown = this.#somewhere(this.settlements.shown);
  }

  #somewhere(from: Position): Position {
    const [low, high] = [Number(from || 0), Number(this.#last || 0)];
    return high === 0 ? from : String(this.chance.between(low, high)).padStart(this.#last.length, '0');
  }

  /** A worker settles; when the store goes away in between, the same batch is handed out again. `asOf`: what a slow worker saw when it began. */
  async settle(gsrns: readonly string[], run: Run, runId: string, asOf?: Position): Promise<void> {
    if (this.facts.shown === '') return; // the views show nothing yet
    this.diary.push(`run ${runId} of ${gsrns.map((gsrn) => gsrn.slice(-2)).join()} in ${run.from}..${run.to} as of ${asOf ?? this.facts.shown}`);
    for (let attempt = 0; ; attempt++) {
      try {
        await settlePoints(this.parts, { gsrns, run, askedBy: { actor: 'spec', runId }, commandIdPrefix: `settlement-run/${runId}`, ...(asOf !== undefined && { asOf }) });
        return;
      } catch (error) {
        if (!(error instanceof StoreUnavailable)) throw error;
        if (attempt > 5) this.store.breaks = 0; // it does not stay away for ever
      }
    }
  }

  /** The process hears the next page. What breaks, or is killed before its checkpoint, is heard again. @returns whether there was one */
  async hear(): Promise<boolean> {
    await this.look();
    const pageSize = this.chance.one([1, 3, 10, 40, 500]);
    for await (const page of this.store.readAll({ ...(this.#heard !== undefined && { after: this.#heard }), categories: this.#correcting.from, pageSize })) {
      const last = page.events.at(-1);
      if (!last) {
        this.#heard = page.position;
        return !page.caughtUp;
      }
      this.#showUpTo(last.position);
      this.diary.push(`process hears up to ${last.position}, views at ${this.facts.shown}/${this.settlements.shown}`);
      const before = this.#heard;
      const stopped = AbortSignal.abort();
      try {
        await this.#correcting.hear(page.events as Parameters<Correcting['hear']>[0], this.chance.percent(4) ? stopped : new AbortController().signal);
        if (!this.chance.percent(6)) this.#heard = page.position;
        else this.#restart(before);
      } catch (error) {
        if (!(error instanceof StoreUnavailable) && !(error instanceof Error && error.message.startsWith('Stopped before'))) throw error;
        if (this.chance.percent(50)) this.#restart(before);
      }
      await this.look();
      return true;
    }
    return false;
  }

  #showUpTo(position: Position): void {
    this.facts.shown = this.#somewhere(this.facts.shown > position ? this.facts.shown : position);
    this.settlements.shown = this.#somewhere(this.settlements.shown > position ? this.settlements.shown : position);
  }

  /** Another process takes over: it remembers nothing. */
  #restart(heard: Position | undefined): void {
    this.diary.push('process killed');
    this.#correcting = correctSettledPeriods(this.parts);
    this.#heard = heard;
  }

  /** The process hears until there is nothing left to hear. @throws Error when it never comes to rest */
  async rest(): Promise<void> {
    for (let pages = 0; await this.hear(); pages++) {
      if (pages > PAGES_WITH_TROUBLE) this.store.breaks = 0;
      if (pages > MOST_PAGES) throw new Error('The process never comes to rest');
    }
    await this.showAll();
  }
}
