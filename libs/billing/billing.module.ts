import { type DynamicModule, Module } from '@nestjs/common';
import { CustomerInvoicesController } from './edge/customer-invoices.controller.js';
import { InvoiceRunsController } from './edge/invoice-runs.controller.js';
import { InvoicesController } from './edge/invoices.controller.js';
import { TotalsController } from './edge/totals.controller.js';
import { BILLING, type BillingParts } from './tokens.js';

/** The HTTP door of billing, on parts that the app has opened. */
@Module({})
export class BillingModule {
  static of(parts: BillingParts): DynamicModule {
    return {
      module: BillingModule,
      controllers: [InvoiceRunsController, InvoicesController, CustomerInvoicesController, TotalsController],
      providers: [{ provide: BILLING, useValue: parts }],
    };
  }
}
