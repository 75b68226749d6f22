import shared from '@eventstore/db-client/generated/shared_pb.js';
import pb, { type BatchAppendReq } from '@eventstore/db-client/generated/streams_pb.js';
import emptyPb from 'google-protobuf/google/protobuf/empty_pb.js';
import timestampPb from 'google-protobuf/google/protobuf/timestamp_pb.js';
import { NO_STREAM, type StreamAppend } from '#kernel';
import type { StoredForm } from '../stored-form.js';

/** Messages to the server stay below this, so that none is too long for it. An append may take several; the server stores it as one. */
const MESSAGE_BYTES = 1_048_576;

/** By the server's clock, so generous; the server has a shorter one of its own (2 s), and so have we. */
const SERVER_DEADLINE_MS = 10_000;

const encoder = new TextEncoder();

/** One append as the messages of a batch-append call, under one correlation id. */
export const appendRequests = (append: StreamAppend, forms: readonly StoredForm[], correlationId: string): readonly BatchAppendReq[] => {
  const requests: BatchAppendReq[] = [];
  let request = requestOf(correlationId).setOptions(optionsOf(append));
  let bytes = 0;
  for (const form of forms) {
    const [message, size] = proposed(form);
    if (bytes > 0 && bytes + size > MESSAGE_BYTES) {
      requests.push(request);
      request = requestOf(correlationId);
      bytes = 0;
    }
    request.addProposedMessages(message);
    bytes += size;
  }
  requests.push(request.setIsFinal(true));
  return requests;
};

const requestOf = (correlationId: string): BatchAppendReq => {
  const request = new pb.BatchAppendReq();
  request.setCorrelationId(uuid(correlationId));
  return request.setIsFinal(false);
};

const optionsOf = ({ stream, expectedRevision }: StreamAppend): BatchAppendReq.Options => {
  const options = new pb.BatchAppendReq.Options();
  options.setStreamIdentifier(new shared.StreamIdentifier().setStreamName(encoder.encode(stream)));
  options.setDeadline(timestampPb.Timestamp.fromDate(new Date(Date.now() + SERVER_DEADLINE_MS)));
  if (expectedRevision === NO_STREAM) options.setNoStream(new emptyPb.Empty());
  else options.setStreamPosition(String(expectedRevision));
  return options;
};

const proposed = ({ id, type, data, metadata }: StoredForm): [BatchAppendReq.ProposedMessage, size: number] => {
  const message = new pb.BatchAppendReq.ProposedMessage();
  message.setId(uuid(id));
  message.getMetadataMap().set('type', type).set('content-type', 'application/json');
  const [dataBytes, metadataBytes] = [encoder.encode(data), encoder.encode(metadata)];
  message.setData(dataBytes);
  message.setCustomMetadata(metadataBytes);
  return [message, dataBytes.length + metadataBytes.length + type.length + 96];
};

const uuid = (text: string) => {
  const id = new shared.UUID();
  id.setString(text);
  return id;
};
