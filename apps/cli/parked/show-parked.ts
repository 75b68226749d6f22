import type { ParkedMessage } from '#messaging';
import type { Run } from '../cli.js';
import { openCommandParts } from '../open-command-parts.js';
import { problemLines } from '../problem-lines.js';
import { findParked } from './find-parked.js';

export const showParked = async (run: Run, id: string): Promise<void> => {
  const { parked } = await openCommandParts(run);
  const found = await findParked(parked, id);
  await run.out.answer(parkedJson(found), () => parkedText(found));
};

/** The document as text when it is valid UTF-8, else base64: JSON cannot carry bytes. */
export const parkedJson = ({ message: { body, ...message }, ...rest }: ParkedMessage) => ({ ...rest, message: { ...message, ...bodyOf(body) } });

const bodyOf = (body: Buffer): Readonly<{ body: string } | { bodyBase64: string }> => {
  const text = body.toString('utf8');
  return Buffer.from(text, 'utf8').equals(body) ? { body: text } : { bodyBase64: body.toString('base64') };
};

export const parkedText = ({ id, group, message, state, attempts, parkedAt, changedAt, changedBy, why, reasons }: ParkedMessage): string => {
  const facts: readonly (readonly [string, string | undefined])[] = [
    ['id', id], ['state', state], ['topic', message.topic], ['key', message.key], ['message id', message.id], ['came from', message.origin], ['group', group],
    ['received', message.receivedAt], ['parked', parkedAt], ['changed', changedBy === undefined ? changedAt : `${changedAt} by ${changedBy}`], ['tries', String(attempts)], ['why', why],
  ];
  const shown = bodyOf(message.body);
  return [
    ...facts.flatMap(([name, value]) => (value === undefined ? [] : [`${name.padEnd(11)} ${value}`])),
    '', problemLines(reasons), '',
    'body' in shown ? `The document (${message.body.length} bytes):\n${shown.body}` : `The document is no UTF-8 text; as base64 (${message.body.length} bytes):\n${shown.bodyBase64}`,
  ].join('\n');
};
