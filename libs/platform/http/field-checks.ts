import { registerDecorator } from 'class-validator';
import { InvalidValue, parseInstant, parseLocalDate } from '#energy';

const check = (name: string, message: string, isValid: (text: string) => void) => (): PropertyDecorator => (target, property) => registerDecorator({
  name, target: target.constructor, propertyName: property as string, options: { message: `$property ${message}` },
  validator: {
    validate(value: unknown): boolean {
      if (typeof value !== 'string') return false;
      try {
        isValid(value);
        return true;
      } catch (error) {
        if (error instanceof InvalidValue) return false;
        throw error;
      }
    },
  },
});

/** A day that exists, `2025-10-26`, between 1900 and 2199. */
export const IsLocalDay = check('isLocalDay', 'must be a day that exists, such as 2025-10-26', (text) => void parseLocalDate(text));

/** An instant in UTC that exists, with at most microseconds: `2025-11-05T12:00Z`, `2025-11-05T12:00:00.123456Z`. */
export const IsInstant = check('isInstant', 'must be an instant in UTC, such as 2025-11-05T12:00:00Z', (text) => void parseInstant(text.replace(/(\.\d{3})\d{1,3}Z$/, '$1Z')));
