import shared from '@eventstore/db-client/generated/shared_pb.js';
import type { BatchAppendResp } from '@eventstore/db-client/generated/streams_pb.js';
import { type AppendAnswer, InvalidAppend, NO_STREAM, type StreamAppend, WrongExpectedRevision } from '#kernel';
import { MAX_APPEND_BYTES } from '../stored-form.js';
import { accessDenied, StreamTombstoned, TryAgain } from './failures.js';
import { toPosition } from './position.js';

/**
 * What the server said to one append.
 * @throws TryAgain when that leaves open whether it is stored, InvalidAppend, StreamTombstoned, StoreUnavailable (access denied)
 */
export const answerTo = ({ stream, expectedRevision }: StreamAppend, response: BatchAppendResp): AppendAnswer => {
  const success = response.getSuccess();
  const position = success?.getPosition();
  if (success && position) {
    const at = toPosition({ commit: position.getCommitPosition(), prepare: position.getPreparePosition() });
    return { ok: true, stream, revision: Number(success.getCurrentRevision()), position: at };
  }
  const error = response.getError();
  const details = error?.getDetails();
  switch (details?.getTypeName()) {
    case 'event_store.client.WrongExpectedVersion': {
      const wrong = details.unpack(shared.WrongExpectedVersion.deserializeBinary, 'event_store.client.WrongExpectedVersion');
      const actual = wrong?.hasCurrentStreamRevision() ? Number(wrong.getCurrentStreamRevision()) : NO_STREAM;
      return { ok: false, stream, conflict: new WrongExpectedRevision(stream, expectedRevision, actual) };
    }
    case 'event_store.client.MaximumAppendSizeExceeded': {
      const size = details.unpack(shared.MaximumAppendSizeExceeded.deserializeBinary, 'event_store.client.MaximumAppendSizeExceeded');
      throw new InvalidAppend('TOO_LARGE', `Append to ${stream}: this EventStoreDB takes ${size?.getMaxappendsize() ?? 'fewer'} bytes at once. Set its MaxAppendSize to ${MAX_APPEND_BYTES}`);
    }
    case 'event_store.client.StreamDeleted': throw new StreamTombstoned(stream);
    case 'event_store.client.AccessDenied': throw accessDenied();
    // A server that starts or stops, a write that timed out, and whatever else it may say: none of them tells that nothing is stored.
    default: throw new TryAgain(`the server answered an append to ${stream} with "${error?.getMessage() || details?.getTypeName() || 'nothing'}"`);
  }
};
