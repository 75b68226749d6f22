import type { Lifecycle } from '#platform';
import { startIngest } from '../ingest/start-ingest.js';
import { startProcesses } from '../processes/start-processes.js';
import { startProjector } from '../projector/start-projector.js';
import type { Parts } from './parts.js';

/** Everything that works without being asked over HTTP, as far as it is a role of this process. */
export const startWork = async (parts: Parts, life: Lifecycle): Promise<void> => {
  const { roles } = parts.config;
  if (roles.includes('projector')) await startProjector(parts, life);
  if (roles.includes('ingest')) await startIngest(parts, life);
  if (roles.includes('processes')) await startProcesses(parts, life);
};
