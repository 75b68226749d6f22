import type { Identified } from './document-identity.js';

/**
 * One statement, so one round trip and one transaction: the evidence, then who holds which document id, then who holds which series id.
 * A claim that exists is "updated" to itself: that waits for a concurrent writer and gives back the holder, which `do nothing` would not.
 * All bodies travel as one run of bytes, which a driver sends as it is; a list of bytes
 * it would spell in hexadecimal. Rows are sorted by key so that two writers take locks in the same order. `xmax = 0` is true of rows inserted here.
 */
export const keepStatement = (schema: string): string => `
  with given as (
    select * from unnest($1::uuid[], $2::text[], $3::text[], $4::bytea[], $5::text[], $6::text[], $7::timestamptz[], $8::int[], $9::text[], $10::int[], $11::int[])
      with ordinality as given(id, sender, document_id, sha256, type, origin, received_at, series_count, outcome, body_from, body_length, place)
  ), evidence as (
    insert into ${schema}.document (id, sender, document_id, sha256, type, origin, received_at, series_count, outcome, body)
    select id, sender, document_id, sha256, type, origin, date_trunc('milliseconds', received_at), series_count, outcome, substring($12::bytea from body_from for body_length)
    from given order by id, place
    on conflict (id) do nothing
  ), document_claim as (
    insert into ${schema}.document_claim as known (sender, document_id, id)
    select distinct on (sender, document_id) sender, document_id, id from given order by sender, document_id, place
    on conflict (sender, document_id) do update set id = known.id
    returning sender, document_id, id, xmax = 0 as fresh
  ), series_claim as (
    insert into ${schema}.series_claim as known (sender, series_id, gsrn, id)
    select distinct on (claim.sender, given.series_id) claim.sender, given.series_id, given.gsrn, claim.id
    from unnest($13::uuid[], $14::text[], $15::text[]) with ordinality as given(id, series_id, gsrn, place)
    join document_claim claim on claim.id = given.id
    order by claim.sender, given.series_id, given.place
    on conflict (sender, series_id) do update set id = known.id
    returning sender, series_id, id
  )
  select 'document' as kind, sender, document_id as name, id, fresh from document_claim
  union all
  select 'series', sender, series_id, id, null from series_claim
`;

export type ClaimRow = Readonly<{ kind: 'document' | 'series'; sender: string; name: string; id: string; fresh: boolean | null }>;

export const keepParameters = (batch: readonly Identified[]): unknown[] => {
  const documents = batch.map(({ document }) => document);
  const series = batch.flatMap(({ id, document }) => document.series.map((one) => ({ ...one, id })));
  const lengths = documents.map(({ body }) => body.length);
  let next = 1;
  const starts = lengths.map((length) => { next += length; return next - length; });
  return [
    batch.map(({ id }) => id), documents.map(({ sender }) => sender), documents.map(({ documentId }) => documentId),
    batch.map(({ sha256 }) => Buffer.from(sha256, 'hex')), documents.map(({ type }) => type), documents.map(({ origin }) => origin),
    documents.map(({ receivedAt }) => receivedAt), documents.map((document) => document.series.length), documents.map(({ outcome }) => outcome),
    starts, lengths, Buffer.concat(documents.map(({ body }) => body)),
    series.map(({ id }) => id), series.map(({ seriesId }) => seriesId), series.map(({ gsrn }) => gsrn),
  ];
};
