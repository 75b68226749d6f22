/** How much one call of a handler gets at most. A single message may be larger. */
export type SliceLimits = Readonly<{ mostMessages: number; mostBytes: number }>;

/** Cuts a run of messages into runs that stay within the limits, in order. */
export function* slices<M extends Readonly<{ value: Buffer | null }>>(messages: readonly M[], { mostMessages, mostBytes }: SliceLimits): Generator<M[]> {
  let slice: M[] = [];
  let bytes = 0;
  for (const message of messages) {
    const size = message.value?.length ?? 0;
    if (slice.length === mostMessages || (slice.length > 0 && bytes + size > mostBytes)) {
      yield slice;
      [slice, bytes] = [[], 0];
    }
    slice.push(message);
    bytes += size;
  }
  if (slice.length > 0) yield slice;
}
