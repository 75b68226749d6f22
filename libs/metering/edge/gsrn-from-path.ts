import { gsrnReasons } from '#energy';
import type { Reason } from '#kernel';

/** What is wrong with the GSRN of a route: its shape only, because whoever asks may ask about any point that ever was. */
export const gsrnFromPath = (gsrn: string): Reason[] => [...gsrnReasons(gsrn, { strict: false, path: '$.gsrn' })];
