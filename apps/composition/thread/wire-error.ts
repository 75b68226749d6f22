import { NobodyListens } from '#messaging';
import { type Explanation, explainError, type Fault, FaultError, faultOf } from '#platform';

/** An error on its way to another thread, where classes mean nothing: how it is answered, and what the log should know of it. */
export type WireError = Readonly<{ topic?: string; fault: Fault; name: string; message: string; stack: string | undefined; explanation: Explanation | undefined }>;

export const toWire = (error: unknown): WireError => {
  const { name, message, stack } = error instanceof Error ? error : new Error(String(error));
  return { ...(error instanceof NobodyListens && { topic: error.topic }), fault: plain(faultOf(error)), name, message, stack, explanation: explainError(error) };
};

/** An error that is answered over HTTP just as the original would have been. */
export const fromWire = (wire: WireError): Error => {
  if (wire.topic !== undefined) return new NobodyListens(wire.topic);
  return new FaultError(wire.fault, { cause: Object.assign(new Error(wire.message), { name: wire.name, stack: wire.stack }) });
};

/** Details of a fault are JSON anyway once they are answered. */
const plain = (fault: Fault): Fault => JSON.parse(JSON.stringify(fault)) as Fault;
