import { createHash } from 'node:crypto';
import { derivedId } from '#kernel';
import type { DocumentToKeep } from './message-archive.js';

/** A document with its fingerprint. The same bytes under the same name have the same id, on every machine, for ever. */
export type Identified = Readonly<{ id: string; sha256: string; document: DocumentToKeep }>;

export const identify = (document: DocumentToKeep): Identified => {
  const sha256 = createHash('sha256').update(document.body).digest('hex');
  return { id: derivedId('archived-document', document.sender, document.documentId, sha256), sha256, document };
};
