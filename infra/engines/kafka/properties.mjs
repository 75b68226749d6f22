/**
 * A single node that is broker and controller, on loopback. How it keeps data (flushes, acknowledgements) stays as Kafka ships it.
 * @param {{ port: number, controllerPort: number, dataDir: string, largestMessageBytes: number }} node
 * @returns {string} server.properties
 */
export const serverProperties = ({ port, controllerPort, dataDir, largestMessageBytes }) => Object.entries({
  'process.roles': 'broker,controller',
  'node.id': 1,
  'controller.quorum.voters': `1@127.0.0.1:${controllerPort}`,
  'controller.listener.names': 'CONTROLLER',
  'listeners': `PLAINTEXT://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controllerPort}`,
  'advertised.listeners': `PLAINTEXT://127.0.0.1:${port}`,
  'listener.security.protocol.map': 'PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT',
  'inter.broker.listener.name': 'PLAINTEXT',
  'log.dirs': dataDir,
  'auto.create.topics.enable': false, // topics are made by command, with the partitions they need
  'num.partitions': 12,
  'offsets.topic.num.partitions': 8,
  'offsets.topic.replication.factor': 1,
  'transaction.state.log.num.partitions': 2,
  'transaction.state.log.replication.factor': 1,
  'transaction.state.log.min.isr': 1,
  'share.coordinator.state.topic.num.partitions': 2,
  'share.coordinator.state.topic.replication.factor': 1,
  'share.coordinator.state.topic.min.isr': 1,
  'group.initial.rebalance.delay.ms': 0,
  'broker.heartbeat.interval.ms': 500,
  'broker.session.timeout.ms': 3000, // a broker that was killed may come back so soon
  'message.max.bytes': largestMessageBytes,
  'socket.request.max.bytes': largestMessageBytes + 4 * 1024 * 1024,
}).map(([name, value]) => `${name}=${value}\n`).join('');
