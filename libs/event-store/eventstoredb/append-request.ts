import shared from '@eventstore/db-client/generated/shared_pb.js';
import pb, { type BatchAppendReq } from '@eventstore/db-client/generated/streams_pb.js';
import emptyPb from 'google-protobuf/google/protobuf/empty_pb.js';
import timestampPb from 'google-protobuf/google/protobuf/timestamp_pb.js';
import { NO_STREAM, type StreamAppend } from '#kernel';
import type { StoredForm } from '../stored-form.js';

/** Messages to the server stay below this, so that none is too long for it. An append may take several; the server stores it as one. */
const MESSAGE_BYTES = 1_048_576;

const encoder = new TextEncoder();

/** One append as the messages of a batch-append call, under one correlation id. The server may take `ms` over it. */
export const appendRequests = (append: StreamAppend, forms: readonly StoredForm[], correlationId: string, ms: number): readonly BatchAppendReq[] => {
  const requests: BatchAppendReq[] = [];
  let request = requestOf(correlationId).setOptions(optionsOf(append, ms));
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

const optionsOf = ({ stream, expectedRevision }: StreamAppend, ms: number): BatchAppendReq.Options => {
  const options = new pb.BatchAppendReq.Options();
  options.setStreamIdentifier(new shared.StreamIdentifier().setStreamName(encoder.encode(stream)));
  options.setDeadline(timestampPb.Timestamp.fromDate(new Date(Date.now() + ms)));
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
