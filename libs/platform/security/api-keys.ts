import { Rejected, systemClock, type Clock } from '#kernel';
import { hasHash, newKey, prefixOf, type ApiKeyInfo, type ApiKeyRecord, type ApiRole, type Scope } from './api-key.js';
import { withoutHash, type ApiKeyStore } from './api-key-store.js';

/** Somebody whose key was accepted. */
export type Caller = Readonly<{ prefix: string; name: string; roles: readonly ApiRole[]; /** Absent = sees everything its roles allow. */ scope?: Scope }>;
export type NewApiKey = Readonly<{ name: string; roles: readonly ApiRole[]; scope?: Scope; expiresAt?: string; createdBy?: string }>;

/** How long a revocation may take to reach a process that has just seen the key. */
const REMEMBER_MS = 3000;
const REMEMBER_MOST = 1000;
const TOUCH_EVERY_MS = 60_000;

type Options = Readonly<{ clock?: Clock; /** Told when a use could not be noted; the request goes on. */ onTouchFailed?: (error: unknown) => void }>;

/** The API keys: made once and shown once, checked on every request. */
export class ApiKeys {
  private readonly remembered = new Map<string, { record: ApiKeyRecord | undefined; until: number }>();
  private readonly touched = new Map<string, number>();
  private readonly clock: Clock;

  constructor(private readonly store: ApiKeyStore, private readonly options: Options = {}) {
    this.clock = options.clock ?? systemClock;
  }

  /**
   * Makes a key. `key` is in this answer and nowhere else, ever.
   * @throws Rejected API_KEY_INVALID when the name is empty, there is no role, its scope names nothing or what cannot be an id, or it would be expired already
   */
  async create(request: NewApiKey): Promise<ApiKeyInfo & { key: string }> {
    const createdAt = this.clock.now();
    const expiresAt = request.expiresAt === undefined ? undefined : Date.parse(request.expiresAt);
    if (request.name.trim() === '' || request.roles.length === 0) throw new Rejected('API_KEY_INVALID', { detail: 'A key needs a name and at least one role.' });
    const scope = request.scope && checkedScope(request.scope);
    if (expiresAt !== undefined && !(expiresAt > Date.parse(createdAt))) throw new Rejected('API_KEY_INVALID', { detail: 'A key must expire in the future.' });
    for (;;) {
      const { key, prefix, hash } = newKey();
      const record: ApiKeyRecord = {
        prefix, hash, name: request.name.trim(), roles: [...new Set(request.roles)], createdAt,
        ...(scope && { scope }),
        ...(request.createdBy !== undefined && { createdBy: request.createdBy }),
        ...(expiresAt !== undefined && { expiresAt: new Date(expiresAt).toISOString() }),
      };
      if (await this.store.insert(record)) return { ...withoutHash(record), key };
    }
  }

  list(): Promise<readonly ApiKeyInfo[]> {
    return this.store.list();
  }

  /**
   * Ends a key at once here, within 3 seconds elsewhere. Revoking twice changes nothing.
   * @throws Rejected API_KEY_NOT_FOUND
   */
  async revoke(prefix: string): Promise<ApiKeyInfo> {
    const revoked = await this.store.revoke(prefix, this.clock.now());
    this.remembered.delete(prefix);
    if (!revoked) throw new Rejected('API_KEY_NOT_FOUND', { prefix });
    return revoked;
  }

  /** Whose key this is; undefined when it is unknown, wrong, revoked or expired: the caller is not told which. */
  async verify(key: string): Promise<Caller | undefined> {
    const prefix = prefixOf(key);
    if (prefix === undefined) return undefined;
    const now = Date.parse(this.clock.now());
    const record = await this.recall(prefix, now);
    if (!record || !hasHash(key, record.hash)) return undefined;
    if (record.revokedAt !== undefined || (record.expiresAt !== undefined && Date.parse(record.expiresAt) <= now)) return undefined;
    this.noteUse(prefix, now);
    return { prefix, name: record.name, roles: record.roles, ...(record.scope && { scope: record.scope }) };
  }

  private async recall(prefix: string, now: number): Promise<ApiKeyRecord | undefined> {
    const known = this.remembered.get(prefix);
    if (known && known.until > now) return known.record;
    const record = await this.store.find(prefix);
    if (this.remembered.size >= REMEMBER_MOST) this.remembered.clear();
    this.remembered.set(prefix, { record, until: now + REMEMBER_MS });
    return record;
  }

  /** At most once a minute and key, beside the request: knowing when a key was used is not worth failing for. */
  private noteUse(prefix: string, now: number): void {
    if ((this.touched.get(prefix) ?? -Infinity) + TOUCH_EVERY_MS > now) return;
    this.touched.set(prefix, now);
    this.store.touch(prefix, new Date(now).toISOString()).catch((error: unknown) => this.options.onTouchFailed?.(error));
  }
}

const MOST_NAMED = 1_000;

/** Each id once. @throws Rejected API_KEY_INVALID */
const checkedScope = (asked: Scope): Scope => {
  const [gsrns, customers] = [asked.gsrns ?? [], asked.customers ?? []]; // also null, which JSON may hold
  const refuse = (detail: string): never => { throw new Rejected('API_KEY_INVALID', { detail }); };
  if (gsrns.length + customers.length === 0) refuse('A scope must name at least one metering point or customer. Leave it out for a key that sees everything its roles allow.');
  if (gsrns.length > MOST_NAMED || customers.length > MOST_NAMED) refuse(`A scope names at most ${MOST_NAMED} metering points and ${MOST_NAMED} customers.`);
  for (const gsrn of gsrns) if (!/^\d{18}$/.test(gsrn)) refuse(`${JSON.stringify(gsrn)} cannot be a GSRN: it takes 18 digits.`);
  for (const id of customers) if (!/^[\x21-\x7e]{1,100}$/.test(id)) refuse(`${JSON.stringify(id)} cannot be the id of a customer: it takes 1 to 100 printable characters without blanks.`);
  return { ...(gsrns.length > 0 && { gsrns: [...new Set(gsrns)] }), ...(customers.length > 0 && { customers: [...new Set(customers)] }) };
};
