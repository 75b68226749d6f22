import { SetMetadata } from '@nestjs/common';

export const SCOPED_KEY = 'gridtally:scoped';

/**
 * How a route keeps a scoped key to what it may see:
 * `gsrn`, `customer` – the object is named in the path (or body); the guard answers 404 for any other.
 * `list` – the controller filters by `scopeOf`. `object` – the controller asks `maySee` of what it has found, and answers as if it were not there.
 * `refused` – a scoped key may not use it.
 */
export type ScopeKind = 'gsrn' | 'customer' | 'list' | 'object' | 'refused';

export type ScopePlaces = Readonly<{
  /** Parameter of the path that names the object; `gsrn` or `customerId` unless told, when the path has it. */
  param?: string;
  /** Fields of the body that name such objects, each one id or a list of ids. What is there must be in the scope. */
  body?: readonly string[];
}>;

export type ScopeRule = Readonly<{ kind: ScopeKind }> & ScopePlaces;

/** Says it of a route, or of every route of a controller. A route that says nothing refuses scoped keys. */
export const Scoped = (kind: ScopeKind, places: ScopePlaces = {}) => SetMetadata(SCOPED_KEY, { kind, ...places } satisfies ScopeRule);

/** The parameter of the path that names the object of a rule. */
export const paramOf = ({ kind, param }: ScopeRule): string => param ?? (kind === 'customer' ? 'customerId' : 'gsrn');
