import type { Faults } from './faults.js';
import type { Log } from './log.js';

/** What the calls of the server work with. */
export type Parts = Readonly<{
  log: Log;
  faults: Faults;
  /** 24.2 says when a subscription has caught up and lets a slow one fall back to catching up; 23.10 says nothing and throws a slow one out. */
  behaves: '24.2' | '23.10';
  /** Notes that this call was made. */
  count(call: string): void;
  /** Breaks the connection of this peer. */
  drop(peer: string): void;
}>;
