import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import { ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { gsrnReasons } from '#energy';
import { type Caller, CurrentCaller, InvalidInput, Roles, Scoped, scopeOf } from '#platform';
import { BILLING, type BillingParts } from '../tokens.js';
import { InvoicesQuery } from './invoice-inputs.js';
import { pageOfInvoices } from './page-of-invoices.js';

/** What was billed for one point, whoever its customer was. */
@ApiTags('invoices')
@Controller('api/customers/:gsrn/invoices')
@Roles('back-office', 'auditor')
@Scoped('list')
export class CustomerInvoicesController {
  constructor(@Inject(BILLING) private readonly billing: BillingParts) {}

  @Get()
  @ApiParam({ name: 'gsrn', example: '571313900000000016', description: 'GSRN of the metering point, 18 digits' })
  @ApiOperation({ summary: 'The documents on which a point stands, newest first unless told, page by page' })
  list(@Param('gsrn') gsrn: string, @Query() query: InvoicesQuery, @CurrentCaller() caller: Caller) {
    const reasons = gsrnReasons(gsrn, { strict: false, path: '$.gsrn' });
    if (reasons.length > 0) throw new InvalidInput([...reasons]);
    return pageOfInvoices(this.billing, { ...query, gsrn }, scopeOf(caller));
  }
}
