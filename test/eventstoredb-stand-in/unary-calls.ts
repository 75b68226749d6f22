import { type handleClientStreamingCall, type handleUnaryCall, type sendUnaryData, type ServerReadableStream, status } from '@grpc/grpc-js';
import features, { type SupportedMethods } from '@eventstore/db-client/generated/serverfeatures_pb.js';
import shared, { type Empty } from '@eventstore/db-client/generated/shared_pb.js';
import pb, { type AppendReq, type AppendResp, type DeleteReq, type DeleteResp, type TombstoneReq, type TombstoneResp } from '@eventstore/db-client/generated/streams_pb.js';
import type { AppendOutcome, Expected, Proposal } from './log.js';
import { expectedOf, failedCall, notReady, proposal, text, tombstoned, tooLarge, UUID_TEXT, wrongVersion } from './messages.js';
import type { Parts } from './parts.js';

const SERVICE = 'event_store.client.streams.Streams';
const METHODS = ['append', 'batchappend', 'read', 'delete', 'tombstone'];

/** ServerFeatures: what the client may use, and the version it believes it talks to. */
export const supportedMethods = (parts: Parts): handleUnaryCall<Empty, SupportedMethods> => (_call, answer) => parts.faults.pass(() => {
  const methods = new features.SupportedMethods();
  methods.setEventStoreServerVersion(parts.behaves === '24.2' ? '24.2.0' : '23.10.6');
  for (const name of METHODS) {
    const method = new features.SupportedMethod();
    method.setServiceName(SERVICE);
    method.setMethodName(name);
    methods.addMethods(method);
  }
  answer(null, methods);
});

/** Streams.Append: one append, its events one message each; the client takes this way when it has credentials. */
export const append = (parts: Parts): handleClientStreamingCall<AppendReq, AppendResp> => (call, answer) => {
  parts.count('append');
  let stream = '';
  let expected: Expected = 'any';
  const proposals: Proposal[] = [];
  call.on('data', (request: AppendReq) => {
    const options = request.getOptions();
    if (options) {
      stream = text(options.getStreamIdentifier()!.getStreamName_asU8());
      expected = expectedOf(options, () => options.getRevision());
    }
    const message = request.getProposedMessage();
    if (message) proposals.push(proposal(message));
  });
  call.on('error', () => proposals.splice(0)); // the client went away before it had said everything
  call.on('end', () => parts.faults.pass(() => finish(parts, call, answer, stream, expected, proposals)));
};

const finish = (
  parts: Parts, call: ServerReadableStream<AppendReq, AppendResp>, answer: sendUnaryData<AppendResp>, stream: string, expected: Expected, proposals: readonly Proposal[],
): void => {
  if (parts.faults.notReady) return answer(notReady());
  const bad = proposals.find(({ id }) => !UUID_TEXT.test(id));
  if (bad) return answer(failedCall(status.INVALID_ARGUMENT, `Could not parse ${bad.id} as UUID`));
  const outcome = parts.log.append(stream, expected, proposals);
  const loss = parts.faults.takeLoss();
  if (loss === 'drop') return parts.drop(call.getPeer());
  if (loss === 'silence') return;
  if (outcome.kind === 'tombstoned') return answer(tombstoned(stream));
  if (outcome.kind === 'too-large') return answer(tooLarge(parts.log.maxAppendBytes));
  answer(null, outcome.kind === 'wrong-version' ? refusal(expected, outcome.current) : success(outcome));
};

const success = ({ revision, position: at }: Extract<AppendOutcome, { revision: bigint }>): AppendResp => {
  const position = new pb.AppendResp.Position();
  position.setCommitPosition(String(at));
  position.setPreparePosition(String(at));
  const stored = new pb.AppendResp.Success();
  stored.setCurrentRevision(revision.toString());
  stored.setPosition(position);
  return new pb.AppendResp().setSuccess(stored);
};

const refusal = (expected: Expected, current: bigint | undefined): AppendResp => {
  const refused = new pb.AppendResp.WrongExpectedVersion();
  if (current === undefined) refused.setCurrentNoStream(new shared.Empty());
  else refused.setCurrentRevision(current.toString());
  if (expected === 'no_stream') refused.setExpectedNoStream(new shared.Empty());
  else if (expected === 'any') refused.setExpectedAny(new shared.Empty());
  else if (expected === 'stream_exists') refused.setExpectedStreamExists(new shared.Empty());
  else refused.setExpectedRevision(expected.toString());
  return new pb.AppendResp().setWrongExpectedVersion(refused);
};

/** Streams.Delete: soft. */
export const softDelete = (parts: Parts): handleUnaryCall<DeleteReq, DeleteResp> => (call, answer) => parts.faults.pass(() => {
  const { stream, expected } = target(call.request.getOptions()!);
  const outcome = parts.log.delete(stream, expected);
  if (outcome.kind === 'tombstoned') return answer(tombstoned(stream));
  if (!('position' in outcome)) return answer(wrongVersion(stream, expected, 'current' in outcome ? outcome.current : undefined));
  const position = new pb.DeleteResp.Position();
  position.setCommitPosition(String(outcome.position));
  position.setPreparePosition(String(outcome.position));
  answer(null, new pb.DeleteResp().setPosition(position));
});

/** Streams.Tombstone: for ever. */
export const tombstone = (parts: Parts): handleUnaryCall<TombstoneReq, TombstoneResp> => (call, answer) => parts.faults.pass(() => {
  const { stream, expected } = target(call.request.getOptions()!);
  const outcome = parts.log.tombstone(stream, expected);
  if (outcome.kind === 'tombstoned') return answer(tombstoned(stream));
  if (!('position' in outcome)) return answer(wrongVersion(stream, expected, 'current' in outcome ? outcome.current : undefined));
  const position = new pb.TombstoneResp.Position();
  position.setCommitPosition(String(outcome.position));
  position.setPreparePosition(String(outcome.position));
  answer(null, new pb.TombstoneResp().setPosition(position));
});

const target = (options: DeleteReq.Options | TombstoneReq.Options): { stream: string; expected: Expected } => ({
  stream: text(options.getStreamIdentifier()!.getStreamName_asU8()), expected: expectedOf(options, () => options.getRevision()),
});
