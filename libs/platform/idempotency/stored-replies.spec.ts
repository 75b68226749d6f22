import type { Clock } from '#kernel';
import { MemoryStoredReplies } from './memory-stored-replies.js';
import { storedRepliesContract } from './stored-replies-contract.js';

storedRepliesContract('memory', async () => {
  let now = Date.parse('2026-01-01T00:00:00Z');
  const clock: Clock = { now: () => new Date(now).toISOString() };
  return { replies: new MemoryStoredReplies(clock), age: async (seconds) => { now += seconds * 1_000; }, close: async () => undefined };
});
