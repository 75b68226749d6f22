import { types } from 'node:util';

export type NativeError = Error & Readonly<{ code?: unknown }>;

/** The value as an error, wherever it was made: `instanceof Error` says no to errors of another realm (a worker's, or a test runner's). */
export const nativeError = (value: unknown): NativeError | undefined =>
  types.isNativeError(value) || value instanceof Error ? value as NativeError : undefined;

/** The error's code when it is text, else empty. */
export const codeOf = (value: unknown): string => {
  const code = nativeError(value)?.code;
  return typeof code === 'string' ? code : '';
};
