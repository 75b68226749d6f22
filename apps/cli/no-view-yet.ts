import { OperatorError } from '#platform';

/** Postgres: the table does not exist. */
const UNDEFINED_TABLE = '42P01';

/** The error, or a sentence for it when there is no view to ask because no server has run yet. `what` is asked about, in the plural. */
export const noViewYet = (error: unknown, what: string): unknown =>
  ((error as { code?: string } | undefined)?.code === UNDEFINED_TABLE ? new OperatorError(`There are no ${what} yet: no server has run on this database. Start one with npm start.`) : error);
