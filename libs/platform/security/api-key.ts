import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** Who may do what. `admin` may do everything; the others only what a route names them for. */
export const API_ROLES = ['admin', 'back-office', 'auditor', 'upstream'] as const;
export type ApiRole = (typeof API_ROLES)[number];

/**
 * What a key may see, besides what its roles allow. A key without a scope sees everything; a scoped key sees the points and the customers it names,
 * and nothing follows from one to the other: a point's customer changes with time. An absent list names nothing.
 */
export type Scope = Readonly<{
  /** GSRNs of metering points. */
  gsrns?: readonly string[];
  /** Ids of customers. */
  customers?: readonly string[];
}>;

/** What is known about a key, without the key. Instants are UTC, ISO 8601. */
export type ApiKeyInfo = Readonly<{
  /** Names the key; not secret. */
  prefix: string;
  name: string;
  roles: readonly ApiRole[];
  /** Absent = everything its roles allow. */
  scope?: Scope;
  createdAt: string;
  createdBy?: string;
  expiresAt?: string;
  revokedAt?: string;
  /** To the minute. */
  lastUsedAt?: string;
}>;

/** As stored: the SHA-256 of the whole key. A slow hash would add nothing, since the secret is 256 random bits and cannot be guessed. */
export type ApiKeyRecord = ApiKeyInfo & Readonly<{ hash: Buffer }>;

const SHAPE = /^gt_([0-9a-f]{8})_([A-Za-z0-9_-]{43})$/;

/** A new key, `gt_<prefix>_<secret>`, with 256 bits of chance in the secret. */
export const newKey = (): { key: string; prefix: string; hash: Buffer } => {
  const prefix = randomBytes(4).toString('hex');
  const key = `gt_${prefix}_${randomBytes(32).toString('base64url')}`;
  return { key, prefix, hash: hashOf(key) };
};

/** The prefix of something that looks like a key of ours. */
export const prefixOf = (key: string): string | undefined => SHAPE.exec(key)?.[1];

/** Whether this key has that hash, in a time that does not depend on where they differ. */
export const hasHash = (key: string, hash: Buffer): boolean => {
  const mine = hashOf(key);
  return mine.length === hash.length && timingSafeEqual(mine, hash);
};

const hashOf = (key: string): Buffer => createHash('sha256').update(key).digest();
