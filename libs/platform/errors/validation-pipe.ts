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
  exceptionFactory: (errors: ValidationError[]) => new InvalidInput(reasonsOf(errors)),
});

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
