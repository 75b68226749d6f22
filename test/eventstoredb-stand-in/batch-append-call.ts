import type { handleBidiStreamingCall, ServerDuplexStream } from '@grpc/grpc-js';
import shared from '@eventstore/db-client/generated/shared_pb.js';
import statusPb from '@eventstore/db-client/generated/status_pb.js';
import pb, { type BatchAppendReq, type BatchAppendResp } from '@eventstore/db-client/generated/streams_pb.js';
import anyPb from 'google-protobuf/google/protobuf/any_pb.js';
import emptyPb from 'google-protobuf/google/protobuf/empty_pb.js';
import type { AppendOutcome, Expected, Proposal } from './log.js';
import { bytes, expectedOf, proposal, text, UUID_TEXT } from './messages.js';
import type { Parts } from './parts.js';

type Call = ServerDuplexStream<BatchAppendReq, BatchAppendResp>;
type Pending = { stream: string; expected: Expected; proposals: Proposal[] };

const WRITE_TIMEOUT_MS = 2_000;

/** Streams.BatchAppend: many appends over one duplex call, each answered under its correlation id. */
export const batchAppend = (parts: Parts): handleBidiStreamingCall<BatchAppendReq, BatchAppendResp> => (call) => {
  parts.count('batchAppend');
  const unfinished = new Map<string, Pending>();
  call.on('data', (request: BatchAppendReq) => parts.faults.pass(() => take(parts, call, unfinished, request)));
  call.on('end', () => call.end());
  call.on('error', () => unfinished.clear()); // the client went away; what it had finished sending is stored
};

const take = (parts: Parts, call: Call, unfinished: Map<string, Pending>, request: BatchAppendReq): void => {
  const correlation = request.getCorrelationId()!.getString();
  const options = request.getOptions();
  if (options) {
    const expected = expectedOf(options, () => options.getStreamPosition());
    unfinished.set(correlation, { stream: text(options.getStreamIdentifier()!.getStreamName_asU8()), expected, proposals: [] });
  }
  const pending = unfinished.get(correlation);
  if (!pending) return;
  pending.proposals.push(...request.getProposedMessagesList().map(proposal));
  if (!request.getIsFinal()) return;
  unfinished.delete(correlation);
  const say = (fill: (response: BatchAppendResp) => void): void => {
    const response = new pb.BatchAppendResp();
    response.setCorrelationId(request.getCorrelationId());
    response.setStreamIdentifier(streamIdentifier(pending.stream));
    fill(response);
    if (!call.cancelled && !call.destroyed) call.write(response);
  };
  if (pending.proposals.some(({ id }) => !UUID_TEXT.test(id))) {
    // noticed only when the write times out, and said in a form that the client cannot read
    setTimeout(() => say((response) => response.setError(new statusPb.Status().setMessage('Timeout'))), WRITE_TIMEOUT_MS);
    return;
  }
  if (parts.faults.takeTurnAway()) {
    say((response) => response.setError(failure('google.protobuf.Empty', new Uint8Array(), 'Server Is Not Ready')));
    return;
  }
  const outcome = parts.log.append(pending.stream, pending.expected, pending.proposals);
  const loss = parts.faults.takeLoss();
  if (loss === 'drop') parts.drop(call.getPeer());
  if (loss === undefined) say((response) => tell(response, pending, outcome, parts.log.maxAppendBytes));
};

const tell = (response: BatchAppendResp, { stream, expected }: Pending, outcome: AppendOutcome, maxAppendBytes: number): void => {
  switch (outcome.kind) {
    case 'stored':
    case 'already-stored': {
      const position = new shared.AllStreamPosition();
      position.setCommitPosition(String(outcome.position));
      position.setPreparePosition(String(outcome.position));
      const success = new pb.BatchAppendResp.Success();
      success.setCurrentRevision(outcome.revision.toString());
      success.setPosition(position);
      response.setSuccess(success);
      return;
    }
    case 'wrong-version':
      response.setError(failure('event_store.client.WrongExpectedVersion', wrongVersion(expected, outcome.current)));
      return;
    case 'tombstoned': {
      const details = new shared.StreamDeleted();
      details.setStreamIdentifier(streamIdentifier(stream));
      response.setError(failure('event_store.client.StreamDeleted', details.serializeBinary()));
      return;
    }
    case 'too-large': {
      const details = new shared.MaximumAppendSizeExceeded();
      details.setMaxappendsize(maxAppendBytes);
      response.setError(failure('event_store.client.MaximumAppendSizeExceeded', details.serializeBinary()));
    }
  }
};

const wrongVersion = (expected: Expected, current: bigint | undefined): Uint8Array => {
  const details = new shared.WrongExpectedVersion();
  if (current === undefined) details.setCurrentNoStream(new emptyPb.Empty());
  else details.setCurrentStreamRevision(current.toString());
  if (expected === 'no_stream') details.setExpectedNoStream(new emptyPb.Empty());
  else if (expected === 'any') details.setExpectedAny(new emptyPb.Empty());
  else if (expected === 'stream_exists') details.setExpectedStreamExists(new emptyPb.Empty());
  else details.setExpectedStreamPosition(expected.toString());
  return details.serializeBinary();
};

const failure = (typeName: string, details: Uint8Array, message = '') => {
  const packed = new anyPb.Any();
  packed.pack(details, typeName);
  const failed = new statusPb.Status();
  failed.setMessage(message);
  failed.setDetails(packed);
  return failed;
};

const streamIdentifier = (stream: string) => new shared.StreamIdentifier().setStreamName(bytes(stream));
