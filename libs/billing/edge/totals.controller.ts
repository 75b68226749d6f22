import { Controller, Get, Inject, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { Roles, Scoped } from '#platform';
import { BILLING, type BillingParts } from '../tokens.js';
import { billedTotals, type TotalKey } from '../views/lines.js';
import { TotalsQuery } from './invoice-inputs.js';

@ApiTags('invoices')
@Controller('api/billing/totals')
@Roles('back-office', 'auditor')
@Scoped('refused')
export class TotalsController {
  constructor(@Inject(BILLING) private readonly billing: BillingParts) {}

  @Get()
  @ApiOperation({ summary: 'Sums of what was issued, notes included, without VAT; kept apart by month of the period, product, owner of charges, price area' })
  async totals(@Query() { by = 'month', ...asked }: TotalsQuery) {
    const keys = [...new Set(by.split(','))] as TotalKey[];
    const [totals, freshness] = await Promise.all([billedTotals(this.billing.pool, { ...asked, by: keys }), this.billing.freshness.of('billing_lines')]);
    return { by: keys, totals, freshness };
  }
}
