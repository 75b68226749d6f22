import { Module } from '@nestjs/common';
import { createHttpApp, createLog, describeConfig, type Lifecycle, loadConfig, type ProcessRole } from '#platform';
import { apiModuleOn } from '../api/api.module.js';
import { openParts, type Parts } from './parts.js';
import { startWork } from './start-work.js';
import { startWorkingThread } from './thread/start-working-thread.js';

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
  const module = config.roles.includes('api') ? apiModuleOn(parts, await startWorkingThread(parts, name, life)) : NoRoutes;
  if (module === NoRoutes) await startWork(parts, life);
  const app = await createHttpApp(module, parts);
  life.defer('the HTTP door', () => app.close());
  const url = await app.listen();
  log.info({ url, roles: config.roles }, 'ready');
  return { parts, url };
};
