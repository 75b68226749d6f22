import { Module, type DynamicModule, type Type } from '@nestjs/common';
import { APP_GUARD, APP_INTERCEPTOR, DiscoveryModule } from '@nestjs/core';
import type { Config } from '../config/config.js';
import { HealthController } from '../health/health.controller.js';
import { Readiness } from '../health/readiness.js';
import type { StoredReplies } from '../idempotency/stored-replies.js';
import type { Log } from '../logging/log.js';
import { MetricsController } from '../metrics/metrics.controller.js';
import { Metrics } from '../metrics/metrics.js';
import { ApiKeys } from '../security/api-keys.js';
import { ApiKeysController } from '../security/api-keys.controller.js';
import { RolesGuard } from '../security/roles.guard.js';
import { ScopeGuard, ScopeWatch } from '../security/scope.guard.js';

/** For `@Inject`: the configuration and the log of the process. */
export const CONFIG = Symbol('Config');
export const LOG = Symbol('Log');

/** What an HTTP app is made of. The app makes these and closes them; nothing here does. */
export type HttpParts = Readonly<{ config: Config; log: Log; keys: ApiKeys; metrics: Metrics; readiness: Readiness; /** Of writes with an Idempotency-Key. */ replies: StoredReplies }>;

/** The root of an HTTP app: the app's own module with what every app has (health, metrics, keys, the guard). */
@Module({})
export class HttpModule {
  static of(module: Type | DynamicModule, { config, log, keys, metrics, readiness }: HttpParts): DynamicModule {
    const shared = [
      { provide: CONFIG, useValue: config },
      { provide: LOG, useValue: log },
      { provide: ApiKeys, useValue: keys },
      { provide: Metrics, useValue: metrics },
      { provide: Readiness, useValue: readiness },
    ];
    return {
      module: HttpModule,
      global: true,
      imports: [DiscoveryModule, module],
      controllers: [HealthController, MetricsController, ApiKeysController],
      providers: [...shared, { provide: APP_GUARD, useClass: RolesGuard }, { provide: APP_GUARD, useClass: ScopeGuard }, { provide: APP_INTERCEPTOR, useClass: ScopeWatch }],
      exports: shared.map(({ provide }) => provide),
    };
  }
}
