import { Command, Option } from 'commander';
import type { LoadPricesOptions } from '../catalogue/read-price-options.js';
import type { Cli } from '../cli.js';

/** Prices from public files. */
export const pricesCommand = (cli: Cli): Command => {
  const prices = new Command('prices').description('prices of the market: bring public files in');

  prices.command('load')
    .description('read files of Energi Data Service (Elspotprices, DayAheadPrices, DatahubPricelist; JSON or CSV) and send them; nothing is sent when a file has a problem')
    .argument('<files...>')
    .option('--check', 'only read the files and say what is in them or wrong with them')
    .option('--registered-at <instant>', 'when the prices were registered, UTC; the date of each file unless told')
    .option('--sender <name>', 'who says so', 'energidataservice')
    .addOption(new Option('--zone <zone>', 'time zone of the local days').default('Europe/Copenhagen'))
    .option('--url <url>', 'the server', 'http://127.0.0.1:3000')
    .addOption(new Option('--key <key>', 'an API key with the role upstream').env('GRIDTALLY_KEY'))
    .option('--patience <seconds>', 'how long to go on trying when the server does not answer', '60')
    .action((files: string[], options: LoadPricesOptions) => cli.run(async (run) => (await import('../catalogue/load-prices.js')).loadPrices(run, files, options)));

  return prices;
};
