import { OperatorError, runMain } from '#platform';
import { kafkaOf } from '../composition/parts.js';
import { runRoles } from '../composition/run-roles.js';

await runMain(async (life) => {
  const { parts } = await runRoles(life, 'ingest', ['ingest']);
  if (!kafkaOf(parts.config)) throw new OperatorError('This role takes messages from Kafka, and KAFKA_BROKERS is not set. Set it, or let the api role take messages over HTTP.');
});
