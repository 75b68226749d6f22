import type { Reason } from '#kernel';
import { BrokerUnavailable, MessageTooLarge, UnknownTopic } from '#messaging';
import { EXIT, InvalidInput, OperatorError } from '#platform';
import { WRONG_USAGE } from './exit-codes.js';
import { problemLines } from './problem-lines.js';

/** The arguments do not fit together; all problems at once. */
export const wrongUsage = (problems: readonly string[]): OperatorError => new OperatorError(problems.join('\n'), { exitCode: WRONG_USAGE });

/** Errors of the parts that a command uses, as a sentence for whoever typed it. Everything else is left to the frame of our programs. */
export const operatorErrorOf = (error: unknown): unknown => {
  if (error instanceof InvalidInput) return new OperatorError(problemLines(error.reasons), { exitCode: WRONG_USAGE, cause: error });
  if (isInputRejected(error)) return new OperatorError(problemLines(error.reasons), { cause: error });
  if (error instanceof BrokerUnavailable) return new OperatorError(`${error.message}. Check that it runs, and that --brokers or KAFKA_BROKERS names it.`, { exitCode: EXIT.unavailable, cause: error });
  if (error instanceof UnknownTopic) return new OperatorError(error.message, { exitCode: EXIT.unavailable, cause: error });
  if (error instanceof MessageTooLarge) return new OperatorError(error.message, { cause: error });
  return error;
};

/** By name, so that the commands that only look after the database need not load the settlement library. */
const isInputRejected = (error: unknown): error is Error & Readonly<{ reasons: readonly Reason[] }> => error instanceof Error && error.name === 'InputRejected' && 'reasons' in error;
