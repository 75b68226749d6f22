import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Loss } from './faults.js';
import type { StandIn } from './stand-in.js';

type Action = (standIn: StandIn, query: URLSearchParams) => void | Promise<void>;

const wholeNumber = (query: URLSearchParams, name: string): number => {
  const value = query.get(name) ?? '';
  if (!/^\d{1,9}$/.test(value)) throw new Error(`?${name}= must be a whole number, not "${value}"`);
  return Number(value);
};

const actions: Readonly<Record<string, Action>> = {
  drop: (standIn) => standIn.drop(),
  refuse: (standIn) => standIn.refuse(),
  accept: (standIn) => standIn.accept(),
  hang: ({ faults }) => faults.hang(),
  resume: ({ faults }) => faults.resume(),
  'forget-subscriptions': ({ faults }) => faults.forgetSubscriptions(),
  delay: ({ faults }, query) => faults.delay(wholeNumber(query, 'ms')),
  lose: ({ faults }, query) => faults.loseAnswersAfterStoring(wholeNumber(query, 'n'), (query.get('how') === 'silence' ? 'silence' : 'drop') satisfies Loss),
  'turn-away': ({ faults }, query) => faults.turnAway(wholeNumber(query, 'n')),
  'not-ready': ({ faults }, query) => { faults.notReady = query.get('on') !== 'false'; },
};

/** Lets another process cause the faults: `POST /hang`, `POST /delay?ms=200`, `POST /lose?n=3&how=silence`; `GET /` tells how many events there are. */
export const openControlPort = async (standIn: StandIn, port: number): Promise<{ url: string; server: Server }> => {
  const server = createServer((request, response) => {
    void answer(standIn, request).then(({ status, body }) => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, server };
};

const answer = async (standIn: StandIn, request: IncomingMessage): Promise<{ status: number; body: unknown }> => {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://stand-in');
  if (request.method === 'GET' && pathname === '/') return { status: 200, body: { standIn: 'eventstoredb', events: standIn.log.all.length } };
  const name = pathname.slice(1);
  const action = request.method === 'POST' && Object.hasOwn(actions, name) ? actions[name] : undefined;
  if (!action) return { status: 404, body: { error: `POST one of ${Object.keys(actions).map((one) => `/${one}`).join(', ')}` } };
  try {
    await action(standIn, searchParams);
    return { status: 200, body: { done: name } };
  } catch (error) {
    return { status: 400, body: { error: (error as Error).message } };
  }
};
