import { Command } from 'commander';
import type { Cli } from '../cli.js';

/** Views: how they stand, and filling one anew. */
export const viewsCommand = (cli: Cli): Command => {
  const views = new Command('views').description('the tables that questions are answered from');

  views.command('list')
    .description('every view with its version, state and how far it is behind')
    .action(() => cli.run(async (run) => {
      const { standOfViews, viewsText } = await import('../views/stand-of-views.js');
      const stand = await standOfViews(run);
      await run.out.answer(stand, () => viewsText(stand));
    }));

  views.command('lag')
    .description('seconds that each view is behind the log, as queries see it')
    .action(() => cli.run(async (run) => {
      const { lagText, standOfViews, visibleLag } = await import('../views/stand-of-views.js');
      const lag = visibleLag(await standOfViews(run));
      await run.out.answer(lag, () => lagText(lag));
    }));

  views.command('rebuild')
    .description('fill a view anew beside the one that answers; a running projector does the work')
    .argument('<name>', 'as in views list')
    .option('--wait', 'return when the new build answers')
    .option('--wait-seconds <n>', 'with --wait: give up after so long', '3600')
    .action((name: string, options: { wait?: boolean; waitSeconds: string }) => cli.run(async (run) => {
      const { rebuildView } = await import('../views/rebuild-view.js');
      await rebuildView(run, name, options);
    }));

  return views;
};
