// What other contexts may rely on: reading and writing metered data as the market sends it.
export { fromRsm012, type Rsm012Options, type Rsm012Read, toRsm012 } from './edge/rsm-012.js';
export type { Area, Rsm012, Rsm012Quality, Rsm012Resolution, Rsm012Series, Rsm012Unit } from './domain/rsm-012.js';
export type { ArchivedDocument, ArchivePage, ArchiveQuery, DocumentToKeep, KeepAnswer, MessageArchive } from './archive/message-archive.js';
// Documents of our own topics, `{documentId, sender, createdAt, records}`: whoever listens says how they are read and what their records ask for.
export { atMost, jsonIn, jsonPathOf, LARGEST_OWN_DOCUMENT_BYTES, type OwnDocument, type ReadOwnDocument } from './edge/own-document-form.js';
export { ownDocumentsSubscription, type OwnTopic, type RecordOrigin } from './edge/own-documents.js';
export { type ReaderOptions, type RecordSchema, redactingReader } from './edge/redacting-reader.js';
