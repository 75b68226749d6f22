import { ValidationPipe } from '@nestjs/common';
import type { ValidationError } from 'class-validator';
import type { Reason } from '#kernel';
import { InvalidInput } from './problem.js';
import { danish } from './validation-texts.js';

/**
 * Checks bodies, queries and parameters against their classes (class-validator). Fields the class does not know are refused:
 * a misspelt optional field must not be ignored in silence.
 * @throws InvalidInput with all problems, each with the JSON path of its place
 */
export const validationPipe = (): ValidationPipe => new ValidationPipe({
  transform: true,
  whitelist: true,
  forbidNonWhitelisted: true,
  forbidUnknownValues: true,
  stopAtFirstError: false,
  validationError: { target: true },
  exceptionFactory: (errors: ValidationError[]) => new InvalidInput(withRules(errors)),
});

/** A body that has rules besides its form. They are told together with what is wrong with the form, so that nobody needs two rounds. */
export interface RuledBody {
  /** What is wrong with what can be judged. Anything may stand in the fields; `isFormed` says whether the form is right at a path and below. */
  besidesForm(isFormed: (path: string) => boolean): readonly Reason[];
}

/** Of one place only the form is told: what else is said of it, or of what it is part of, may follow from that. */
const withRules = (errors: readonly ValidationError[]): readonly Reason[] => {
  const form = reasonsOf(errors);
  const body: unknown = errors[0]?.target;
  if (!isRuled(body)) return form;
  const faulty = new Set(form.flatMap(({ path }) => withAllAbove(path!)));
  const isFormed = (path: string): boolean => !faulty.has(path);
  return [...form, ...body.besidesForm(isFormed).filter(({ path }) => path === undefined || isFormed(path))];
};

const isRuled = (body: unknown): body is RuledBody => typeof body === 'object' && body !== null && typeof (body as Partial<RuledBody>).besidesForm === 'function';
/** `$.a[0].b` → `$`, `$.a`, `$.a[0]` and itself. */
const withAllAbove = (path: string): readonly string[] => [...path.matchAll(/[.[]/g)].map(({ index }) => path.slice(0, index)).concat(path);

/** Flattens class-validator's tree. */
export const reasonsOf = (errors: readonly ValidationError[], path = '$'): readonly Reason[] => errors.flatMap((error) => {
  const place = below(path, error.property);
  const own = Object.entries(error.constraints ?? {}).map(([rule, text]) => ({
    code: codeOf(rule),
    en: rule === 'whitelistValidation' ? `${error.property} is not a field of this request. Remove it or correct its spelling.` : `${capital(text)}.`,
    da: danish(rule, error.property),
    path: place,
  }));
  return [...own, ...reasonsOf(error.children ?? [], place)];
});

/** `isPositive` → `IS_POSITIVE`; the rules about unknown fields get words of their own. */
const codeOf = (rule: string): string => {
  if (rule === 'whitelistValidation') return 'UNKNOWN_FIELD';
  if (rule === 'unknownValue') return 'NOT_AN_OBJECT';
  return rule.replace(/([a-z0-9])([A-Z])/g, '$1_$2').toUpperCase();
};

const below = (path: string, property: string | undefined): string => {
  if (property === undefined) return path;
  if (/^\d+$/.test(property)) return `${path}[${property}]`;
  return /^[A-Za-z_$][\w$]*$/.test(property) ? `${path}.${property}` : `${path}[${JSON.stringify(property)}]`;
};

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1).replace(/\.$/, '');
