import { Controller, Get, Header, Inject } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { FaultError } from '../errors/problem.js';
import { Public } from '../security/public.js';
import { Readiness, type ReadinessReport } from './readiness.js';

/** The only routes without a key: whoever restarts or routes to processes has none. */
@ApiTags('operations')
@Controller('health')
export class HealthController {
  constructor(@Inject(Readiness) private readonly readiness: Readiness) {}

  @Get('live')
  @Public()
  @Header('cache-control', 'no-store')
  @ApiOperation({ summary: 'The process answers. Restart it when it does not.' })
  live(): { status: 'live' } {
    return { status: 'live' };
  }

  @Get('ready')
  @Public()
  @Header('cache-control', 'no-store')
  @ApiOperation({ summary: 'Every dependency was asked and can work. 503 says which one cannot, and why.' })
  async ready(): Promise<ReadinessReport> {
    const report = await this.readiness.ask();
    if (report.ready) return report;
    const broken = report.checks.filter(({ ok }) => !ok).map(({ name, problem }) => `${name}: ${problem}`);
    throw new FaultError({ status: 503, code: 'NOT_READY', detail: broken.join(' '), details: { checks: report.checks }, retryAfterSeconds: 5 });
  }
}
