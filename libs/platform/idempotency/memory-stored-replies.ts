import { randomUUID } from 'node:crypto';
import { type Clock, systemClock } from '#kernel';
import { type Claim, CLAIM_SECONDS, type KeyedRequest, type StoredReplies, type StoredReply } from './stored-replies.js';

type Entry = Readonly<{ fingerprint: string; token: string; at: number; reply?: StoredReply }>;

/** Replies of one process, for specs. */
export class MemoryStoredReplies implements StoredReplies {
  readonly #entries = new Map<string, Entry>();

  constructor(private readonly clock: Clock = systemClock) {}

  async claim(request: KeyedRequest): Promise<Claim> {
    const known = this.#entries.get(nameOf(request));
    if (known && known.fingerprint !== request.fingerprint) return { kind: 'other' };
    if (known?.reply) return { kind: 'done', reply: known.reply };
    if (known && known.at + CLAIM_SECONDS * 1_000 > this.#now()) return { kind: 'in-flight' };
    const token = randomUUID();
    this.#entries.set(nameOf(request), { fingerprint: request.fingerprint, token, at: this.#now() });
    return { kind: 'yours', token };
  }

  async keep(request: KeyedRequest, token: string, reply: StoredReply): Promise<boolean> {
    const known = this.#entries.get(nameOf(request));
    if (known?.token !== token || known.reply) return false;
    this.#entries.set(nameOf(request), { ...known, at: this.#now(), reply });
    return true;
  }

  async release(request: KeyedRequest, token: string): Promise<void> {
    const known = this.#entries.get(nameOf(request));
    if (known?.token === token && !known.reply) this.#entries.delete(nameOf(request));
  }

  async prune(days: number): Promise<number> {
    const old = [...this.#entries].filter(([, { at }]) => at < this.#now() - days * 86_400_000);
    for (const [name] of old) this.#entries.delete(name);
    return old.length;
  }

  #now(): number {
    return Date.parse(this.clock.now());
  }
}

const nameOf = ({ apiKey, route, key }: KeyedRequest): string => JSON.stringify([apiKey, route, key]);
