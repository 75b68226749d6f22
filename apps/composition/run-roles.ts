import { Module } from '@nestjs/common';
import { createHttpApp, createLog, describeConfig, type Lifecycle, loadConfig, type ProcessRole } from '#platform';
import { apiModule } from '../api/api.module.js';
import { startIngest } from '../ingest/start-ingest.js';
import { startProcesses } from '../processes/start-processes.js';
import { startProjector } from '../projector/start-projector.js';
import { openParts, type Parts } from './parts.js';

/** A process without business routes still answers for its health and metrics. */
@Module({})
class NoRoutes {}

export type Running = Readonly<{ parts: Parts; url: string }>;

/** Opens the stores and starts the roles of this process; the same for one process with all roles and for many with one each. */
export const runRoles = async (life: Lifecycle, name: string, only?: readonly ProcessRole[]): Promise<Running> => {
  const loaded = loadConfig();
  const config = only ? { ...loaded, roles: only } : loaded;
  life.endWithin(config.shutdownSeconds);
  const log = createLog({ level: config.logLevel, name });
  process.stderr.write(`Gridtally ${name}\n${describeConfig(config)}\n`);
  const parts = await openParts({ life, config, log, name });
  if (config.roles.includes('projector')) await startProjector(parts, life);
  if (config.roles.includes('ingest')) await startIngest(parts, life);
  if (config.roles.includes('processes')) startProcesses(parts);
  const module = config.roles.includes('api') ? await apiModule(parts, life) : NoRoutes;
  const app = await createHttpApp(module, parts);
  life.defer('the HTTP door', () => app.close());
  const url = await app.listen();
  log.info({ url, roles: config.roles }, 'ready');
  return { parts, url };
};
