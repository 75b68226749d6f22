import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { type CommandContext, type Position, Rejected, UUID } from '#kernel';
import { type Caller, CurrentCaller, CurrentContext, InvalidInput, maySee, Roles, Scoped, scopeOf } from '#platform';
import { changeInvoice, creditInvoice, type InvoiceChange } from '../commands/change-invoice.js';
import { issueDocument } from '../commands/issue-documents.js';
import { MAIN_SERIES } from '../domain/series.js';
import { BILLING, type BillingParts } from '../tokens.js';
import { explainDocument, invoiceAndNotes, type InvoiceAndNotes } from '../views/explain-invoice.js';
import { findInvoice, type InvoiceHead } from '../views/invoice-list.js';
import { CancelInput, ExplainQuery, InvoiceQuery, InvoicesQuery, IssueInput, PaymentInput, SendInput } from './invoice-inputs.js';
import { pageOfInvoices, VIEW } from './page-of-invoices.js';
import { today } from './today.js';

/** How long a command waits until the view shows it, so that whoever asks next finds it. */
const READ_YOUR_WRITES_MS = 3_000;
/** Most points explained at once: each of them is settled anew. */
const MOST_EXPLAINED = 20;
const NUMBER = { name: 'number', example: '2025-00042', description: 'Number, or the id of the document' } as const;
const ID = { name: 'id', description: 'Id of the document' } as const;

/** Invoices, credit notes and debit notes. Persons are ids here. */
@ApiTags('invoices')
@Controller('api/invoices')
export class InvoicesController {
  constructor(@Inject(BILLING) private readonly billing: BillingParts) {}

  @Get()
  @Roles('back-office', 'auditor')
  @Scoped('list')
  @ApiOperation({ summary: 'Documents without their lines, filtered, in an order, page by page' })
  list(@Query() query: InvoicesQuery, @CurrentCaller() caller: Caller) {
    return pageOfInvoices(this.billing, query, scopeOf(caller));
  }

  @Get(':number')
  @Roles('back-office', 'auditor')
  @Scoped('object')
  @ApiParam(NUMBER)
  @ApiOperation({ summary: 'One document with lines, history and the notes made for it; now, or as known at an instant. `knownAt` in the answer gives the same answer again' })
  async show(@Param('number') number: string, @Query() query: InvoiceQuery, @CurrentCaller() caller: Caller) {
    const [{ invoice, notes, knownAt }, freshness] = await Promise.all([this.#find(number, query, caller), this.billing.freshness.of(VIEW)]);
    return { ...invoice, notes, knownAt, freshness };
  }

  @Get(':number/explain')
  @Roles('back-office', 'auditor')
  @Scoped('object')
  @ApiParam(NUMBER)
  @ApiOperation({ summary: 'Why a document says what it says: lines, settlements, and what those rest on, computed anew; with the notes that were known then' })
  async explain(@Param('number') number: string, @Query() query: ExplainQuery, @CurrentCaller() caller: Caller) {
    const { invoice, notes, knownAt } = await this.#find(number, query, caller);
    const { pool, explainSettlement, freshness } = this.billing;
    const sections = invoice.draft.sections.filter(({ gsrn }) => query.gsrn === undefined || gsrn === query.gsrn);
    if (sections.length > MOST_EXPLAINED) {
      throw new InvalidInput([{ code: 'TOO_MANY_POINTS', path: '$.gsrn', en: `The document has ${sections.length} periods; name one of its points`, da: `Dokumentet har ${sections.length} perioder; nævn et af dets målepunkter` }]);
    }
    const asked = { ...(query.line !== undefined && { line: query.line }), ...(query.gsrn !== undefined && { gsrn: query.gsrn }) };
    const explained = await explainDocument(pool, invoice, asked, explainSettlement);
    if (asked.line !== undefined && explained.sections.every(({ lines }) => lines.length === 0)) throw new Rejected('LINE_NOT_FOUND', { number, line: asked.line });
    const explainedNotes = await Promise.all(notes.map((note) => explainDocument(pool, note, asked, explainSettlement)));
    return { ...explained, notes: explainedNotes, matches: explained.matches && explainedNotes.every(({ matches }) => matches), knownAt, freshness: await freshness.of(VIEW) };
  }

  @Post(':id/issue')
  @HttpCode(200)
  @Roles('back-office')
  @ApiParam(ID)
  @ApiOperation({ summary: 'Issue a draft: it gets the next number of its series and can no longer be cancelled' })
  async issue(@Param('id') id: string, @Body() { issuedOn }: IssueInput, @CurrentContext() context: CommandContext) {
    const { position, ...issued } = await issueDocument(this.billing, { invoiceId: known(id), issuedOn: issuedOn ?? today(this.billing), approvedBy: context.actor ?? '', context });
    return { ...issued, visible: await this.#shown(position) };
  }

  @Post(':id/send')
  @HttpCode(200)
  @Roles('back-office')
  @ApiParam(ID)
  @ApiOperation({ summary: 'Note that the document was handed to its payer' })
  send(@Param('id') id: string, @Body() { channel }: SendInput, @CurrentContext() context: CommandContext) {
    return this.#change(known(id), { type: 'Send', channel }, context);
  }

  @Post(':id/cancel')
  @HttpCode(200)
  @Roles('back-office')
  @ApiParam(ID)
  @ApiOperation({ summary: 'Cancel a draft: its settled periods are free for another invoice; a cancelled note waits for the next correction' })
  cancel(@Param('id') id: string, @Body() { reason }: CancelInput, @CurrentContext() context: CommandContext) {
    return this.#change(known(id), { type: 'Cancel', reason }, context);
  }

  @Post(':id/payments')
  @HttpCode(200)
  @Roles('back-office')
  @ApiParam(ID)
  @ApiOperation({ summary: 'Register a payment; refused when it is more than is owed' })
  pay(@Param('id') id: string, @Body() { amountDkk, paidOn, reference }: PaymentInput, @CurrentContext() context: CommandContext) {
    return this.#change(known(id), { type: 'RegisterPayment', amountDkk, paidOn, reference }, context);
  }

  @Post(':id/credit')
  @HttpCode(200)
  @Roles('back-office')
  @ApiParam(ID)
  @ApiOperation({ summary: 'Take back all of an issued invoice by a credit note; its settled periods come on the next invoice' })
  async credit(@Param('id') id: string, @Body() { issuedOn }: IssueInput, @CurrentContext() context: CommandContext) {
    const invoiceId = known(id);
    const { position, invoiceId: creditNoteId, number } = await creditInvoice(this.billing, { invoiceId, issuedOn: issuedOn ?? today(this.billing), approvedBy: context.actor ?? '', context });
    return { invoiceId, creditNoteId, number, visible: await this.#shown(position) };
  }

  async #change(invoiceId: string, command: InvoiceChange, context: CommandContext) {
    const receipt = await changeInvoice(this.billing.store, invoiceId, command, context);
    return { invoiceId, ...receipt, visible: await this.#shown(receipt.position) };
  }

  async #find(number: string, { series = MAIN_SERIES, knownAt }: InvoiceQuery, caller: Caller): Promise<InvoiceAndNotes> {
    const head = /^[\w-]{1,40}$/.test(number) ? await findInvoice(this.billing.pool, number, series) : undefined;
    const found = head && mayShow(caller, head) ? await invoiceAndNotes(this.billing.pool, head.invoiceId, knownAt === undefined ? {} : { knownAt }) : undefined;
    if (!found) throw new Rejected('INVOICE_NOT_FOUND', { number, ...(knownAt !== undefined && { knownAt }) });
    return found;
  }

  async #shown(position: Position | undefined): Promise<boolean> {
    return position === undefined || this.billing.freshness.waitFor(VIEW, position, READ_YOUR_WRITES_MS);
  }
}

/** The id as it is, when it can be one of a document. */
const known = (id: string): string => {
  if (UUID.test(id)) return id.toLowerCase();
  throw new Rejected('INVOICE_NOT_FOUND', { invoiceId: id });
};

/** A document belongs to its customers, all of them together. */
const mayShow = (caller: Caller, { customerIds }: InvoiceHead): boolean => customerIds.map((customerId) => maySee(caller, { customerId })).every(Boolean);
