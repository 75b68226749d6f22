/** Codes of refusals whose status is not 409, by how the code is spelt. First match wins. */
const STATUS_BY_CODE: readonly (readonly [RegExp, number])[] = [
  [/^(.+_)?NOT_FOUND$/, 404],
  [/^(.+_)?FORBIDDEN$/, 403],
  [/^(.+_)?GONE$/, 410],
  [/^(.+_)?TOO_LARGE$/, 413],
  [/^INVALID(_.+)?$|_INVALID$/, 422],
];

/** The HTTP status of a refusal. 409 unless the code says otherwise: the request was understood, and the state of things forbids it. */
export const statusOf = (code: string): number => STATUS_BY_CODE.find(([pattern]) => pattern.test(code))?.[1] ?? 409;
