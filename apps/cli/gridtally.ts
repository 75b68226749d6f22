import { Command, CommanderError } from 'commander';
import type { Cli, Surroundings } from './cli.js';
import { configCommand } from './commands/config.js';
import { doctorCommand } from './commands/doctor.js';
import { invoiceCommand } from './commands/invoice.js';
import { keysCommand } from './commands/keys.js';
import { loadCommand } from './commands/load.js';
import { measurementsCommand } from './commands/measurements.js';
import { parkedCommand } from './commands/parked.js';
import { pricesCommand } from './commands/prices.js';
import { scenarioCommand } from './commands/scenario.js';
import { settleCommand } from './commands/settle.js';
import { streamsCommand } from './commands/streams.js';
import { topicsCommand } from './commands/topics.js';
import { viewsCommand } from './commands/views.js';
import { EXIT_CODES_HELP, WRONG_USAGE } from './exit-codes.js';
import { Output } from './output.js';

/**
 * Understands the arguments and does what they say.
 * @returns the exit code when nothing was run (help, wrong usage); a command that runs ends the process itself, through the frame of our programs
 */
export const gridtally = async (args: readonly string[], around: Surroundings): Promise<number> => {
  const program = new Command('gridtally');
  const cli: Cli = {
    async run(work) {
      const { runCommand } = await import('./run-command.js');
      await runCommand(work, new Output(program.opts<{ json?: boolean }>().json === true, around.stdout, around.stderr), around);
    },
  };
  program
    .description('Settlement for energy from events: load readings, look after views and parked messages, settle and ask why.')
    .option('--json', 'answer in JSON on standard output')
    .addHelpText('after', EXIT_CODES_HELP);
  for (const command of [
    loadCommand(cli), pricesCommand(cli), viewsCommand(cli), parkedCommand(cli), streamsCommand(cli), topicsCommand(cli), keysCommand(cli), doctorCommand(cli), configCommand(cli),
    settleCommand(cli), invoiceCommand(cli), scenarioCommand(cli), measurementsCommand(cli),
  ]) program.addCommand(command);
  everywhere(program, around);
  try {
    await program.parseAsync([...args], { from: 'user' });
    return 0;
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return error.exitCode === 0 ? 0 : WRONG_USAGE;
  }
};

/** The same manners for every command: no exit of its own, the nearest name suggested, help that shows --json. */
const everywhere = (command: Command, around: Surroundings): void => {
  command
    .exitOverride()
    .showSuggestionAfterError(true)
    .showHelpAfterError(`(gridtally ${pathOf(command)}--help shows how)`)
    .configureHelp({ showGlobalOptions: true, sortSubcommands: false })
    .configureOutput({ writeOut: (text) => around.stdout.write(text), writeErr: (text) => around.stderr.write(text) });
  for (const inner of command.commands) everywhere(inner, around);
};

const pathOf = (command: Command): string => (command.parent === null ? '' : `${pathOf(command.parent)}${command.name()} `);
