import type { DirectDoor, MessageToSend, Outcome } from '#messaging';

type Waiting = Readonly<{ message: MessageToSend; resolve: (outcome: Outcome) => void; reject: (error: unknown) => void }>;
type Line = { waiting: Waiting[]; underWay: number };

/** Deliveries of one sender to one topic at a time: while they are under way, what arrives is gathered for the next. */
const AT_ONCE = 2;
const MOST_TOGETHER = 500;

/**
 * Requests that arrive together are delivered together: one statement and one commit serve many, as behind Kafka. A request that comes alone goes at once.
 * Each still gets its own answer; when the world is broken, all of a delivery learn it.
 */
export class GatheredDelivery {
  readonly #lines = new Map<string, Line>();

  constructor(private readonly source: DirectDoor) {}

  /** @throws what the door's `deliver` throws */
  deliver(topic: string, message: MessageToSend, origin: string): Promise<Outcome> {
    const key = `${topic} ${origin}`;
    let line = this.#lines.get(key);
    if (!line) this.#lines.set(key, line = { waiting: [], underWay: 0 });
    return new Promise((resolve, reject) => {
      line.waiting.push({ message, resolve, reject });
      this.#next(key, line, topic, origin);
    });
  }

  #next(key: string, line: Line, topic: string, origin: string): void {
    if (line.underWay >= AT_ONCE) return;
    const together = line.waiting.splice(0, MOST_TOGETHER);
    if (together.length === 0) {
      if (line.underWay === 0) this.#lines.delete(key);
      return;
    }
    line.underWay++;
    void this.#send(together, topic, origin).finally(() => {
      line.underWay--;
      this.#next(key, line, topic, origin);
    });
  }

  async #send(together: readonly Waiting[], topic: string, origin: string): Promise<void> {
    try {
      const outcomes = await this.source.deliver(topic, together.map(({ message }) => message), origin);
      together.forEach(({ resolve }, at) => resolve(outcomes[at]!));
    } catch (error) {
      for (const { reject } of together) reject(error);
    }
  }
}
