import { UUID } from '#kernel';
import type { ParkedMessage, ParkedMessages } from '#messaging';
import { OperatorError } from '#platform';

/** The message of this id. @throws OperatorError */
export const findParked = async (parked: Pick<ParkedMessages, 'show'>, id: string): Promise<ParkedMessage> => {
  const found = UUID.test(id) ? await parked.show(id.toLowerCase()) : undefined;
  if (!found) throw new OperatorError(`No message ${id} was ever parked. The ids are in: gridtally parked list`);
  return found;
};
