import { parseArgs } from 'node:util';
import { openControlPort } from './control-port.js';
import { startStandIn } from './stand-in.js';

const USAGE = 'Usage: main.js [--port 0] [--control-port 0] [--data <folder>] [--behaves 24.2|23.10]';

const wholePort = (name: string, value: string): number => {
  if (!/^\d{1,5}$/.test(value) || Number(value) > 65_535) throw new Error(`--${name} must be a port number, not "${value}"`);
  return Number(value);
};

const main = async (): Promise<void> => {
  const { values } = parseArgs({
    options: { port: { type: 'string', default: '0' }, 'control-port': { type: 'string', default: '0' }, data: { type: 'string' }, behaves: { type: 'string', default: '24.2' } },
  });
  if (values.behaves !== '24.2' && values.behaves !== '23.10') throw new Error(`--behaves must be 24.2 or 23.10, not "${values.behaves}"`);
  const standIn = await startStandIn({ port: wholePort('port', values.port), behaves: values.behaves, ...(values.data === undefined ? {} : { data: values.data }) });
  const control = await openControlPort(standIn, wholePort('control-port', values['control-port']));
  console.log(JSON.stringify({ standIn: 'eventstoredb', connectionString: standIn.connectionString, control: control.url, behaves: values.behaves, data: values.data ?? 'memory' }));
  const stop = async (): Promise<void> => {
    control.server.close();
    control.server.closeAllConnections();
    await standIn.stop();
    process.exit(0);
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'disconnect'] as const) process.once(signal, () => void stop());
};

main().catch((error: unknown) => {
  console.error(`The EventStoreDB stand-in did not start: ${(error as Error).message}. ${USAGE}`);
  process.exit(1);
});
