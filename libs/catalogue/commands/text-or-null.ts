import { ValidateBy, type ValidationOptions } from 'class-validator';

/** Text, or null for what is missing. */
export const IsTextOrNull = (options?: ValidationOptions): PropertyDecorator => ValidateBy({
  name: 'isString', validator: { validate: (value: unknown) => value === null || typeof value === 'string', defaultMessage: () => 'every price must be text or null' },
}, options);
