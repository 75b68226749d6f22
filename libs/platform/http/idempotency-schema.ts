import type { OpenAPIObject } from '@nestjs/swagger';

const PARAMETER = {
  name: 'Idempotency-Key', in: 'header' as const, required: false, schema: { type: 'string', maxLength: 200 },
  description: 'The same key with the same request is carried out once; a repeat gets the stored reply (idempotent-replayed: true). With another request 422 IDEMPOTENCY_KEY_REUSED, while the first is under way 409 IDEMPOTENCY_IN_FLIGHT.',
};

/** The document with the header that every write takes, but for messages, which have an id of their own. */
export const withIdempotencyKeys = (document: OpenAPIObject): OpenAPIObject => {
  for (const { put, post, patch, delete: remove } of Object.values(document.paths)) {
    for (const operation of [put, post, patch, remove]) {
      if (!operation) continue;
      const named = (name: string): boolean => operation.parameters?.some((one) => 'name' in one && one.name.toLowerCase() === name) === true;
      if (!named('message-id') && !named('idempotency-key')) operation.parameters = [...operation.parameters ?? [], PARAMETER];
    }
  }
  return document;
};
