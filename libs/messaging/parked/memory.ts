import type { Clock, Reason } from '#kernel';
import { cursorOf, fromCursor, pageSizeOf, parkedId, type ParkedFilter, type ParkedMessage, type ParkedMessages, type ParkedPage, type ParkedSummary, type ToPark } from './parked-messages.js';

/** Parked messages of one process, gone with it. For specs. */
export class MemoryParkedMessages implements ParkedMessages {
  private readonly byId = new Map<string, ParkedMessage>();

  constructor(private readonly clock: Clock) {}

  async park(messages: readonly ToPark[]): Promise<void> {
    const now = this.clock.now();
    for (const { group, message, reasons } of messages) {
      const id = parkedId({ group, message });
      const known = this.byId.get(id);
      if (!known) this.byId.set(id, { id, group, message: { ...message, body: Buffer.from(message.body) }, reasons, state: 'parked', attempts: 1, parkedAt: now, changedAt: now });
      else if (known.state === 'released') {
        const { changedBy: _, ...before } = known;
        this.byId.set(id, { ...before, reasons, state: 'parked', attempts: known.attempts + 1, changedAt: now });
      }
    }
  }

  async list(filter: ParkedFilter = {}): Promise<ParkedPage> {
    const limit = pageSizeOf(filter);
    const after = filter.after === undefined ? undefined : sortKey(fromCursor(filter.after));
    const found = [...this.byId.values()]
      .filter(({ state, group, message, reasons }) => (filter.state ?? state) === state && (filter.group ?? group) === group
        && (filter.topic ?? message.topic) === message.topic && (filter.code === undefined || reasons.some(({ code }) => code === filter.code)))
      .sort((a, b) => (sortKey(a) < sortKey(b) ? -1 : 1))
      .filter((one) => after === undefined || sortKey(one) > after);
    const messages = found.slice(0, limit);
    return { messages: messages.map(summary), ...(found.length > limit && { next: cursorOf(messages.at(-1)!) }) };
  }

  async waiting(): Promise<{ topic: string; group: string; count: number }[]> {
    const counts = new Map<string, { topic: string; group: string; count: number }>();
    for (const { state, group, message: { topic } } of this.byId.values()) {
      if (state !== 'parked') continue;
      const key = JSON.stringify([topic, group]);
      counts.set(key, { topic, group, count: (counts.get(key)?.count ?? 0) + 1 });
    }
    return [...counts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, count]) => count);
  }

  async show(id: string): Promise<ParkedMessage | undefined> {
    return this.byId.get(id);
  }

  async released(ids: readonly string[], by: string): Promise<void> {
    for (const id of ids) this.change(id, { state: 'released', changedBy: by });
  }

  async refusedAgain(refused: readonly Readonly<{ id: string; reasons: readonly Reason[] }>[], by: string): Promise<void> {
    for (const { id, reasons } of refused) this.change(id, { reasons, attempts: (this.byId.get(id)?.attempts ?? 0) + 1, changedBy: by });
  }

  async discard(id: string, why: string, by: string): Promise<boolean> {
    return this.change(id, { state: 'discarded', why, changedBy: by });
  }

  private change(id: string, changes: Partial<ParkedMessage>): boolean {
    const known = this.byId.get(id);
    if (known?.state !== 'parked') return false;
    this.byId.set(id, { ...known, ...changes, changedAt: this.clock.now() });
    return true;
  }
}

const sortKey = ({ parkedAt, id }: Pick<ParkedMessage, 'parkedAt' | 'id'>): string => `${parkedAt}|${id}`;

const summary = ({ message: { body, ...message }, ...parked }: ParkedMessage): ParkedSummary => ({ ...parked, message, bodyBytes: body.length });
