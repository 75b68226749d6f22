import { addDays } from '#energy';
import { Chance } from '../../oracle/chance.js';
import { Documents } from './documents.js';
import { History } from './history.js';
import { Answers, documentsAddUp, hasFigures, noDayTwice, nothingForgotten, nothingLost, once, previewIsReality, stepByStepIsOnce } from './properties.js';
import { randomWorld, receiveReadings, type Saying } from './random-facts.js';

/** What came of a history, for counting what histories are made of. */
export type Lived = Readonly<{ events: Readonly<Record<string, number>>; documents: number }>;

/** One random history from its seed to its end, with all properties looked at on the way. @throws Broken, or whatever else goes wrong; `diary` then tells what happened */
export const liveThrough = async (seed: number, diary?: (lines: readonly string[]) => void): Promise<Lived> => {
  const chance = new Chance(seed);
  const history = new History(randomWorld(chance), chance);
  try {
    return await new Life(history, chance).live();
  } finally {
    diary?.(history.diary);
  }
};

class Life {
  readonly #documents: Documents;
  readonly #answers: Answers;
  #runs = 0;
  #supposed = 0;
  #refused: readonly Saying[] = [];

  constructor(private readonly history: History, private readonly chance: Chance) {
    this.#documents = new Documents(history, chance);
    this.#answers = new Answers(history);
  }

  async live(): Promise<Lived> {
    const { history, chance } = this;
    const waiting = [...history.world.sayings];
    for (let steps = chance.between(2, 7); waiting.length > 0; steps--) {
      await this.#say(waiting.splice(0, steps <= 1 ? waiting.length : 1 + chance.below(waiting.length)));
      for (let deeds = chance.below(4); deeds > 0; deeds--) await this.#doSomething();
    }
    await this.#say([]);
    await this.#end();
    const events: Record<string, number> = {};
    for (const all of history.settlements.byStream().values()) for (const { type } of all) events[type] = (events[type] ?? 0) + 1;
    return { events, documents: this.#documents.all.length };
  }

  /** What is refused (a price before its charge, a start that overlaps) is said again with the next. */
  async #say(some: readonly Saying[]): Promise<void> {
    const refused: Saying[] = [];
    for (const one of [...some, ...this.#refused]) if (!await this.history.say(one)) refused.push(one);
    this.#refused = refused;
  }

  async #doSomething(): Promise<void> {
    const { history, chance } = this;
    history.store.breaks = chance.percent(20) ? 15 : 0;
    switch (chance.below(12)) {
      case 0:
      case 1:
      case 2: await history.showMore(); return this.#run();
      case 3: return this.#runTwice();
      case 4: return this.#slowWorker();
      case 5:
      case 6: for (let pages = chance.between(1, 4); pages > 0; pages--) await history.hear(); return;
      case 7: return this.#runWhileHearing();
      case 8: return this.#rest();
      case 9: return this.#bill();
      case 10: return this.#ask();
      default: return this.#suppose();
    }
  }

  #somePoints(): readonly string[] {
    const { points } = this.history.world;
    return this.chance.percent(70) ? points : [this.chance.one(points)];
  }

  #someRun(): Readonly<{ from: string; to: string }> {
    const { world: { first, end }, everyDay } = this.history;
    if (this.chance.percent(40)) return everyDay;
    return this.chance.percent(60) ? { from: addDays(first, -1), to: addDays(end, this.chance.one([0, 1, 31])) } : { from: addDays(first, this.chance.between(-1, 3)), to: addDays(end, this.chance.between(-1, 31)) };
  }

  #run(): Promise<void> {
    return this.history.settle(this.#somePoints(), this.#someRun(), String(++this.#runs));
  }

  /** The same run by two workers at once, or by one that does it all again. */
  async #runTwice(): Promise<void> {
    const { history, chance } = this;
    await history.showMore();
    const [points, run, runId] = [this.#somePoints(), this.#someRun(), String(++this.#runs)];
    const work = () => history.settle(points, run, runId);
    if (chance.percent(50)) await Promise.all([work(), work()]);
    else {
      await work();
      await history.showMore();
      await work();
    }
  }

  /** A worker that began long ago writes what it saw then, perhaps beside one that is up to date. */
  async #slowWorker(): Promise<void> {
    const { history, chance } = this;
    const began = history.facts.shown;
    if (began === '') return;
    await history.showMore();
    if (chance.percent(50)) for (let pages = chance.between(1, 6); pages > 0; pages--) await history.hear();
    const slow = () => history.settle(history.world.points, this.#someRun(), String(++this.#runs), began);
    if (chance.percent(50)) await Promise.all([slow(), this.#run()]);
    else await slow();
  }

  async #runWhileHearing(): Promise<void> {
    await Promise.all([this.history.hear(), this.#run()]);
    await this.history.look();
  }

  /** Whenever the process has heard everything, what was spoken of is as if it had been settled once. */
  async #rest(): Promise<void> {
    await this.history.rest();
    if (this.history.facts.shown === '') return;
    const expected = await once(this.history);
    stepByStepIsOnce(this.history, expected);
    nothingLost(this.history, expected);
    noDayTwice(this.history);
  }

  async #bill(): Promise<void> {
    this.history.store.breaks = 0;
    await this.#documents.invoiceRun();
    if (this.chance.percent(20) && this.#documents.all.length > 0) await this.#documents.cancelOne();
    if (this.chance.percent(60)) await this.#documents.notes();
  }

  async #ask(): Promise<void> {
    const streams = [...this.history.settlements.byStream()].filter(([, events]) => events.some(hasFigures)).map(([stream]) => stream);
    if (streams.length > 0) await this.#answers.explain(this.chance.one(streams));
    else await this.#answers.preview(this.#somePoints());
  }

  async #suppose(): Promise<void> {
    const { history, chance } = this;
    history.store.breaks = 0;
    await history.showAll();
    if (history.facts.shown === '') return;
    const { world: { calendar, points, first, end } } = history;
    if (chance.percent(40)) return previewIsReality(history, points, `preview-${++this.#runs}`);
    const gsrn = chance.one(points);
    const day = addDays(first, chance.below(calendar.daysBetween(first, end)));
    const from = calendar.startOfDay(day);
    const wh = Array.from({ length: calendar.hoursIn(day) }, () => chance.below(2_000));
    const said = receiveReadings({ gsrn, type: 'E17', from, resolution: 'PT1H', wh, seriesId: `supposed-${++this.#supposed}`, registeredAt: `2031-01-01T00:00:${String(this.#supposed).padStart(2, '0')}Z` }, calendar);
    return previewIsReality(history, points, `preview-${++this.#runs}`, {
      changes: { readings: [{ gsrn, resolution: 'PT1H', from: new Date(from).toISOString(), kwh: wh.map((one) => (one / 1_000).toFixed(3)) }] },
      happens: async () => { await history.say(said); },
    });
  }

  /** Everything is known, the process has heard it all, and everything is settled by two workers at once. */
  async #end(): Promise<void> {
    const { history, chance } = this;
    await history.rest();
    const expected = await once(history);
    stepByStepIsOnce(history, expected);
    nothingLost(history, expected);
    noDayTwice(history);
    history.store.breaks = 0;
    const run = () => history.settle(history.world.points, history.everyDay, 'last');
    await Promise.all([run(), run()]);
    await history.rest();
    stepByStepIsOnce(history, expected);
    nothingForgotten(history, expected);
    noDayTwice(history);
    await this.#documents.notes();
    await this.#documents.invoiceRun();
    await this.#documents.notes();
    documentsAddUp(history, this.#documents);
    if (chance.percent(25)) for (const [stream, events] of history.settlements.byStream()) if (events.some(hasFigures)) await this.#answers.explain(stream);
    await this.#answers.again();
  }
}
