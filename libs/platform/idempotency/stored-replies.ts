/** A write that came with an Idempotency-Key. One API key, one route (method and pattern) and one key name one request. */
export type KeyedRequest = Readonly<{
  /** Prefix of the API key. */
  apiKey: string;
  /** Method and pattern: `POST /api/things/:id`. */
  route: string;
  /** As it came in the header. */
  key: string;
  /** Tells requests apart that bring the same key: of method, path, query and body. */
  fingerprint: string;
}>;

/** What was answered. Personal data never stands in here in clear: routes that answer with such keep the status only. */
export type StoredReply = Readonly<{
  status: number;
  contentType?: string;
  body?: Buffer;
  /** Why there is no body although one was sent. */
  note?: string;
}>;

/** `yours`: nobody has carried it out, do so and then `keep` or `release`. `done`: here is the reply. `in-flight`: somebody is at it. `other`: the key belongs to another request. */
export type Claim = Readonly<{ kind: 'yours'; token: string }> | Readonly<{ kind: 'done'; reply: StoredReply }> | Readonly<{ kind: 'in-flight' }> | Readonly<{ kind: 'other' }>;

/** Replies to writes with an Idempotency-Key. Adapters: memory (specs) and Postgres; both pass `storedRepliesContract`. */
export interface StoredReplies {
  /** One of many at once gets `yours`. A claim that was neither kept nor released is void after `CLAIM_SECONDS`; the same request may then claim again. */
  claim(request: KeyedRequest): Promise<Claim>;
  /** Stores the reply of a claim. @returns false when the claim was void and somebody else has the request */
  keep(request: KeyedRequest, token: string, reply: StoredReply): Promise<boolean>;
  /** Gives a claim back: nothing was carried out. Harmless when it was void. */
  release(request: KeyedRequest, token: string): Promise<void>;
  /** Forgets what is older. @returns how many */
  prune(days: number): Promise<number>;
}

/** After so long the process that claimed a request counts as dead. Longer than any request takes. */
export const CLAIM_SECONDS = 60;
