import { Rejected } from '#kernel';
import { OperatorError } from '#platform';
import type { Run } from '../cli.js';
import { openCommandParts } from '../open-command-parts.js';

/** Ends a key; twice is the same as once. @throws OperatorError when there is none */
export const revokeKey = async (run: Run, prefix: string): Promise<void> => {
  const { keys } = await openCommandParts(run);
  const revoked = await keys.revoke(prefixIn(prefix)).catch((error: unknown) => {
    throw error instanceof Rejected && error.code === 'API_KEY_NOT_FOUND' ? new OperatorError(`There is no key ${prefixIn(prefix)}. The prefixes are in: gridtally keys list`) : error;
  });
  await run.out.answer(revoked, () => `Key ${revoked.prefix} of ${revoked.name} is revoked since ${revoked.revokedAt}; running servers know within 3 s.`);
};

/** Also from gt_<prefix> or from a whole key, whose secret must not be repeated. */
export const prefixIn = (text: string): string => /^gt_([0-9a-f]{8})(_|$)/.exec(text)?.[1] ?? text;
