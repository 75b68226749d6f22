/** Wrong usage: an unknown command or option, or a value that cannot be. Source: what shells and most programs use; the others are `EXIT` of the platform. */
export const WRONG_USAGE = 2;

export const EXIT_CODES_HELP = `
Exit codes:
  0   done; for doctor: all is well; for a command ended by Ctrl-C: it ended in order
  1   it failed or was refused; for doctor: something is wrong
  2   wrong usage: see --help of the command
  69  something it depends on does not answer (database, event store, Kafka, the API)
  70  a bug: please report it
  74  the disk is full
  78  the configuration is wrong

With --json the answer on standard output is JSON: one document, or one line for each event. Messages for people always go to standard error.
All of it, with examples: docs/cli.md`;
