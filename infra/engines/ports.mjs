import { createServer } from 'node:net';
import { EngineError } from './engine-error.mjs';

/** @param {number} port @returns {Promise<number | undefined>} the port taken and given back, undefined when somebody has it */
const tryPort = (port) => new Promise((resolve, reject) => {
  const server = createServer();
  server.once('error', (error) => (['EADDRINUSE', 'EACCES'].includes(error.code) ? resolve(undefined) : reject(error)));
  server.listen({ port, host: '127.0.0.1', exclusive: true }, () => {
    const taken = server.address().port;
    server.close(() => resolve(taken));
  });
});

/**
 * A port on 127.0.0.1 that nobody listens on.
 * @param {{ wanted?: number, preferred?: number, what: string }} choice `wanted` must be free, `preferred` may be
 * @returns {Promise<number>}
 * @throws {EngineError} PORT_IN_USE
 */
export const freePort = async ({ wanted, preferred, what }) => {
  if (wanted !== undefined) {
    if (await tryPort(wanted)) return wanted;
    throw new EngineError('PORT_IN_USE', `${what} should listen on port ${wanted}, but another program has it. Stop that program, or choose another port, or leave the port out to have a free one chosen.`);
  }
  return (preferred !== undefined && await tryPort(preferred)) || tryPort(0);
};
