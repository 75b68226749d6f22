import type { StreamAppend } from '#kernel';
import type { StoredForm } from '../stored-form.js';

/** One append with its events as text. */
export type Prepared = Readonly<{ append: StreamAppend; forms: readonly StoredForm[] }>;

/**
 * All streams of a round in one statement, so that a round trip and a commit serve hundreds of them.
 *
 * Why it is right: the first event of each append is inserted where the expected revision exists (rows never change, so looking is enough)
 * and nobody else has taken the next one (primary key; a concurrent writer makes us wait, and then lose). Who has the first revision has the
 * others too: nobody can see them as expected before we commit. Rows go in by stream, so two rounds never wait for each other crosswise.
 */
export const appendStatement = (schema: string): string => `
  with input as materialized (
    select * from unnest($1::text[], $2::int[], $3::int[], $4::uuid[], $5::text[], $6::text[], $7::text[])
      as i(stream, expected, ordinal, id, type, data, metadata)
  ), first as (
    insert into ${schema}.log (stream, revision, id, type, data, metadata)
    select stream, expected + 1, id, type, data::json, metadata::json from input i
     where ordinal = 0 and (expected = -1 or exists (select from ${schema}.log e where e.stream = i.stream and e.revision = i.expected))
     order by stream
    on conflict (stream, revision) do nothing
    returning stream, revision, tx, position
  ), rest as (
    insert into ${schema}.log (stream, revision, id, type, data, metadata)
    select i.stream, i.expected + 1 + i.ordinal, i.id, i.type, i.data::json, i.metadata::json from input i join first using (stream)
     where i.ordinal > 0
     order by i.stream, i.ordinal
    returning stream, revision, tx, position
  )
  select distinct on (stream) stream, revision, tx::text as written_in, position::text as place
    from (select * from first union all select * from rest) written
   order by stream, revision desc`;

/** The parameters of `appendStatement`. Each stream may occur once. */
export const appendParameters = (round: readonly Prepared[]): unknown[][] => {
  const [streams, expected, ordinals, ids, types, data, metadata]: unknown[][] = [[], [], [], [], [], [], []];
  for (const { append, forms } of round) {
    forms.forEach((form, ordinal) => {
      streams!.push(append.stream);
      expected!.push(append.expectedRevision);
      ordinals!.push(ordinal);
      ids!.push(form.id);
      types!.push(form.type);
      data!.push(form.data);
      metadata!.push(form.metadata);
    });
  }
  return [streams!, expected!, ordinals!, ids!, types!, data!, metadata!];
};

/** Cuts a batch into rounds in which each stream occurs once, keeping the order within a stream and a bound on the bytes of a statement. */
export const rounds = (batch: readonly Prepared[]): Prepared[][] => {
  const result: Prepared[][] = [];
  const roundOf = new Map<string, number>();
  const bytes: number[] = [];
  for (const prepared of batch) {
    const size = prepared.forms.reduce((sum, { data }) => sum + data.length, 0);
    let at = roundOf.has(prepared.append.stream) ? roundOf.get(prepared.append.stream)! + 1 : 0;
    while (at < result.length && (bytes[at]! + size > MAX_ROUND_BYTES || result[at]!.length >= MAX_ROUND_STREAMS)) at++;
    (result[at] ??= []).push(prepared);
    bytes[at] = (bytes[at] ?? 0) + size;
    roundOf.set(prepared.append.stream, at);
  }
  return result;
};

const MAX_ROUND_BYTES = 8_000_000;
const MAX_ROUND_STREAMS = 1_000;
