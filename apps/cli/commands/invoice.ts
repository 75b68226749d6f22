import { Command, Option } from 'commander';
import type { ExplainOptions } from '../billing/explain-invoice.js';
import type { IssueOptions } from '../billing/issue-invoices.js';
import type { ShowOptions } from '../billing/show-invoice.js';
import type { Cli } from '../cli.js';
import { gathered } from '../gathered.js';

/** Invoices, credit notes and debit notes. */
export const invoiceCommand = (cli: Cli): Command => {
  const invoice = new Command('invoice').description('issue invoices, look at one, and ask why it says what it says');

  invoice.command('issue')
    .description('invoice every payer for the settled periods that end in the period, issue all drafts, and wait until it is done')
    .requiredOption('--from <day>', 'periods that end after this local day, YYYY-MM-DD')
    .requiredOption('--to <day>', 'and no later than this one: 2025-10-01 to 2025-11-01 is October')
    .option('--issued-on <day>', 'local day of issue; today unless told. Its year is that of the numbers')
    .option('--series <name>', 'number series, where there are several', 'main')
    .option('--gsrn <gsrn…>', 'only these points', gathered)
    .option('--payer <id…>', 'only these payers', gathered)
    .option('--no-wait', 'return as soon as the run is recorded')
    .action((options: IssueOptions) => cli.run(async (run) => (await import('../billing/issue-invoices.js')).issueInvoices(run, options)));

  invoice.command('show')
    .description('one document as the payer reads it, with its history and notes')
    .argument('<number>', 'of the document, or its id')
    .option('--series <name>', 'number series, where there are several', 'main')
    .option('--known-at <instant>', 'as known then, UTC')
    .action((number: string, options: ShowOptions) => cli.run(async (run) => (await import('../billing/show-invoice.js')).showInvoice(run, number, options)));

  invoice.command('explain')
    .description('why: lines, the settlements they come from, intervals, readings, prices and the messages those came in')
    .argument('<number>', 'of the document, or its id')
    .option('--line <id>', 'only this line, such as spot/consumption')
    .option('--gsrn <gsrn>', 'only this point')
    .option('--series <name>', 'number series, where there are several', 'main')
    .option('--known-at <instant>', 'as known then, UTC')
    .addOption(new Option('--detail <how>', 'how far down: sums, sums of days, the first few intervals, or all').choices(['parts', 'days', 'few', 'intervals']).default('parts'))
    .option('--all', 'every interval and source: the same as --detail intervals')
    .action((number: string, options: ExplainOptions) => cli.run(async (run) => (await import('../billing/explain-invoice.js')).explainInvoice(run, number, options)));

  return invoice;
};
