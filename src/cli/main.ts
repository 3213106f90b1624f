#!/usr/bin/env node
/** The command line: words and wiring. Each command is a file of its own, loaded when it is asked for. */

import { Command, CommanderError } from 'commander';
import { visible } from '../problems/visible.ts';
import { rateproofVersion } from '../run/version.ts';
import { keepCommandsOut, logIsRead } from './log-commands.ts';

/** As in reporting/reporters.ts; told here so that help loads nothing. */
const REPORTERS = 'terminal,html,markdown,junit,json,csv';
const SIMULATION_REPORTERS = 'terminal,html,markdown,json,xlsx';
const CUSTOMER_REPORTERS = 'csv,parquet';
const CHANGE_REPORTERS = 'terminal,html,markdown,json,csv,junit,annotations,sarif,codequality';

const EXIT_CODES = `
Exit codes
  0  everything agreed
  1  something is not as expected, or a change of bills is not approved
  2  the command was not used as it can be
  3  a plan, scenario, policy or usage file cannot be read or does not make sense
  4  a policy blocks
  5  incomplete: unrated usage, an error, or nothing was compared
  130  interrupted; what was finished is kept`;

/** They begin a project, or ask nothing of one. */
const WITHOUT_SETTINGS = ['init', 'schema'];

/** Several commands have the same options: each group of them stands once. */
class Configured extends Command {
  override createCommand(name?: string): Configured {
    return new Configured(name);
  }

  configure(options: (command: this) => unknown): this {
    options(this);
    return this;
  }
}

const whichScenarios = (command: Command): Command =>
  command
    .option('--plan <id...>', 'only these plans')
    .option('--tag <tag...>', 'only scenarios with one of these tags')
    .option('-g, --grep <pattern>', 'only scenarios whose id matches');

const whatIsTold = (command: Command): Command =>
  command
    .option('--reporter <names>', `with commas between: ${CHANGE_REPORTERS}`, 'terminal,html,markdown')
    .option(
      '--for <host>',
      'whose longest comment comment.md keeps to: github, gitlab, azure or bitbucket (default: by CI)',
    )
    .option('--json', 'print what was found as JSON')
    .optionsGroup('Where things are:')
    .option('--plans <folder>', 'where the plans are', 'plans')
    .option('--scenarios <folder>', 'where the scenarios are', 'scenarios')
    .option('--approvals <folder>', 'where the decisions stand', '.rateproof/approvals')
    .option('--out <folder>', 'where the reports go', 'reports/latest')
    .optionsGroup('How it is run:');

const howItRuns = (command: Command): Command =>
  command
    .option('--workers <n>', 'worker threads; 1 rates without any (default: as many as there are cores)')
    .option('--timeout <ms>', 'how long a batch of scenarios may take in a worker thread', '60000')
    .option('--no-cache', 'read all files anew, without .rateproof/cache');

export function program(): Command {
  const root = new Configured('rateproof')
    .description('Proves a rate plan before it is launched: exact invoices, expected against actual.')
    .version(rateproofVersion())
    .showHelpAfterError('(rateproof --help tells what there is)')
    .exitOverride()
    .configureOutput({ writeErr: (text) => process.stderr.write(text.split('\n').map(visible).join('\n')) })
    .addHelpText('after', EXIT_CODES)
    .hook('preAction', async (_, command) => {
      if (WITHOUT_SETTINGS.includes(command.name())) return;
      (await import('./settings.ts')).applySettings(command);
    });

  root
    .command('init')
    .description('begin a project: a small plan, scenarios, settings and a CI workflow')
    .argument('[folder]', 'an empty folder', '.')
    .addHelpText('after', '\nExample\n  rateproof init my-plans')
    .action(async (folder) => exit(await (await import('./init.ts')).init(folder)));

  root
    .command('lint')
    .description('check plans, scenarios and simulations without rating anything')
    .argument('[paths...]', 'files or folders', ['plans', 'scenarios'])
    .option('--json', 'print the problems as JSON')
    .addHelpText('after', '\nExample\n  rateproof lint plans/smart-m.yaml plans/shared scenarios/written')
    .action(async (paths, options) => exit(await (await import('./lint.ts')).lint(paths, options)));

  root
    .command('test')
    .description('rate the scenarios and hold their invoices against what is expected')
    .optionsGroup('What is run:')
    .configure(whichScenarios)
    .option('--last-failed', 'only what did not pass the last time')
    .option('--only-changed [ref]', 'only what files affect that changed since a commit; alone: since the branch began')
    .option('--shard <i/n>', 'only part i of n; `rateproof merge` joins the parts')
    .option('--durations <file>', 'cut the parts by how long scenarios took: a durations.json')
    .option('--watch', 'run again what a saved file affects')
    .optionsGroup('What is accepted:')
    .option('--update <what>', 'accept generated results: none, new, changed or all', 'none')
    .optionsGroup('What is told:')
    .option('--reporter <names>', `with commas between: ${REPORTERS}`, 'terminal,html')
    .option('--diff', 'print the invoices that differ as text, line by line')
    .option('--json', 'print the summary as JSON')
    .optionsGroup('Where things are:')
    .option('--plans <folder>', 'where the plans are', 'plans')
    .option('--scenarios <folder>', 'where the scenarios are', 'scenarios')
    .option('--out <folder>', 'where the reports go', 'reports/latest')
    .optionsGroup('How it is run:')
    .option('--bail [n]', 'stop after so many scenarios that fail; alone: after the first')
    .option('--tries <n>', 'bills that are tried for each law of each plan; 0: none', '10')
    .option('--seed <n>', 'in place of the seeds of the recipes and of the search for broken laws')
    .configure(howItRuns)
    .addHelpText(
      'after',
      '\nExamples\n  rateproof test\n  rateproof test --plan smart-m --grep data\n  rateproof test --update new\n  rateproof test --reporter terminal,junit,markdown\n  rateproof test --shard 2/3 --out parts/2',
    )
    .action(async (options) => exit(await (await import('./test.ts')).test(options)));

  root
    .command('diff')
    .description('compare the plans with how they were: what the change does to every customer')
    .optionsGroup('What is compared:')
    .option('--base <side>', 'a commit, branch or tag, or a folder as ./old (default: where the branch began)')
    .option('--head <side>', 'the same (default: the working tree)')
    .configure(whichScenarios)
    .option('--only-affected', 'leave out scenarios that cannot touch what changed')
    .option('--prove-affected', 'rate all, and show that what could be left out does not change')
    .optionsGroup('What is told:')
    .configure(whatIsTold)
    .option('--seed <n>', 'in place of the seeds of the recipes')
    .configure(howItRuns)
    .addHelpText(
      'after',
      '\nExamples\n  rateproof diff\n  rateproof diff --base main\n  rateproof diff --base v2.3 --head v2.4 --plan smart-m\n  rateproof diff --base ./old-plans',
    )
    .action(async (options, command: Command) => {
      const typed = ['base', 'head'].every((side) => (command.getOptionValueSource(side) ?? 'cli') === 'cli');
      exit(await (await import('./diff.ts')).diff(options, typed));
    });

  root
    .command('check')
    .description('the gate on a change of plans: lint, test, diff and policies, with one exit code')
    .optionsGroup('What is checked:')
    .option('--base <side>', 'a commit, branch or tag, or a folder as ./old (default: where the branch began)')
    .configure(whichScenarios)
    .optionsGroup('What is told:')
    .configure(whatIsTold)
    .option('--tries <n>', 'bills that are tried for each law of each plan; 0: none', '10')
    .option('--seed <n>', 'in place of the seeds of the recipes and of the search for broken laws')
    .configure(howItRuns)
    .addHelpText(
      'after',
      '\nExamples\n  rateproof check\n  rateproof check --base origin/main --reporter terminal,html,markdown,junit,sarif',
    )
    .action(async (options, command: Command) => {
      const typed = (command.getOptionValueSource('base') ?? 'cli') === 'cli';
      exit(await (await import('./check.ts')).check(options, typed));
    });

  root
    .command('simulate')
    .description('what a change of plans does to revenue: both sides rated in full over the same customers')
    .argument('[simulation]', 'its id, or its file: YAML that begins with `simulation: <id>` (default: the only one)')
    .optionsGroup('What is compared:')
    .option(
      '--base <side>',
      'a commit, branch or tag, or a folder as ./old (default: the plans as they are; where the simulation names no candidate, where the branch began)',
    )
    .option('--head <side>', 'the same, where the simulation names no candidate (default: the working tree)')
    .optionsGroup('What is told:')
    .option(
      '--reporter <names>',
      `with commas between: ${SIMULATION_REPORTERS},${CUSTOMER_REPORTERS} (default: all; simulation.json and manifest.json always)`,
    )
    .option('--json', 'print the result as JSON')
    .optionsGroup('Where things are:')
    .option('--plans <folder>', 'where the plans are', 'plans')
    .option('--scenarios <folder>', 'where the scenarios are', 'scenarios')
    .option('--out <folder>', 'where the reports go', 'reports/latest/simulation')
    .optionsGroup('How it is run:')
    .option('--seed <n>', 'in place of the seeds of the recipes')
    .option('--workers <n>', 'worker threads; 1 rates without any (default: as many as there are cores)')
    .option('--memory <limit>', 'memory for reading usage files, such as 350MB')
    .option('--no-cache', 'read all files anew, without .rateproof/cache')
    .addHelpText(
      'after',
      '\nExamples\n  rateproof simulate smart-m-fee\n  rateproof simulate scenarios/simulations/smart-m-fee.yaml --out reports/launch\n  rateproof simulate smart-m-fee --base v2.3\n  rateproof simulate smart-m-fee --reporter terminal,markdown',
    )
    .action(async (simulation, options, command: Command) => {
      const typed = ['base', 'head'].every((side) => (command.getOptionValueSource(side) ?? 'cli') === 'cli');
      exit(await (await import('./simulate.ts')).simulate(simulation, options, typed));
    });

  root
    .command('accept')
    .description('decide about the causes of a change of plans: approve or reject each')
    .optionsGroup('What is decided:')
    .option('--cause <fingerprint...>', 'these causes, by fingerprint or how it begins (default: asks about each)')
    .option('--all', 'every cause that nobody has decided about')
    .option('--reason <text>', 'why')
    .option('--by <person>', 'who decides (default: user.name and user.email of git)')
    .option('--until <date>', 'the last day on which the approval counts')
    .option('--reject', 'reject in place of approving')
    .optionsGroup('What is told:')
    .option('--list', 'list the causes and what was decided; decides nothing')
    .option('--dry-run', 'tell what would be written, and write nothing')
    .optionsGroup('Where things are:')
    .option('--update-method <how>', 'write the files, or write a patch of them beside the reports', 'write')
    .option('--approvals <folder>', 'where the decisions stand', '.rateproof/approvals')
    .option('--plans <folder>', 'where the plans are', 'plans')
    .option('--scenarios <folder>', 'where the scenarios are', 'scenarios')
    .option('--out <folder>', 'where the results of `rateproof diff` are', 'reports/latest')
    .addHelpText(
      'after',
      '\nExamples\n  rateproof accept\n  rateproof accept --cause 1a2b3c4d --reason "price board of 12 May"\n  rateproof accept --list',
    )
    .action(async (options) => exit(await (await import('./accept.ts')).accept(options)));

  root
    .command('report')
    .description('make any report of a finished run, comparison, check or simulation again')
    .argument('[results]', 'the folder it wrote to, or one of its results', 'reports/latest')
    .option(
      '--reporter <names>',
      `with commas between: ${CHANGE_REPORTERS}; of a simulation: ${SIMULATION_REPORTERS}`,
      'terminal,html',
    )
    .option(
      '--for <host>',
      'whose longest comment comment.md keeps to: github, gitlab, azure or bitbucket (default: by CI)',
    )
    .option('--out <folder>', 'where the reports go (default: beside the results)')
    .option('--all', 'results.json, diff.json: also what passed')
    .addHelpText('after', '\nExample\n  rateproof report reports/latest --reporter markdown,junit --out build/reports')
    .action(async (results, options, command: Command) => {
      const typed = command.getOptionValueSource('reporter') === 'cli';
      exit(await (await import('./report.ts')).report(results, options, typed));
    });

  root
    .command('explain')
    .description('explain a problem code, or an invoice line down to its records')
    .argument('<what>', 'a code such as PLAN-UNKNOWN-KEY, a scenario, or with --usage an account')
    .option('--invoice <date>', 'the invoice of this date (default: the last)')
    .option('--line <key>', 'only this line')
    .option('--plans <folder>', 'where the plans are', 'plans')
    .option('--scenarios <folder>', 'where the scenarios are', 'scenarios')
    .option('--usage <file>', 'a mapping of usage files: explain an invoice of one of its accounts')
    .option('--data <folder>', 'where the usage files are (default: beside the mapping)')
    .option('--records <n>', 'how many records are shown', '10')
    .option('--json', 'print as JSON')
    .addHelpText(
      'after',
      '\nExamples\n  rateproof explain PLAN-UNKNOWN-KEY\n  rateproof explain data-crosses-into-tier-2 --line data-overage',
    )
    .action(async (what, options) => exit(await (await import('./explain.ts')).explain(what, options)));

  root
    .command('invoice')
    .description('write an invoice of a scenario as its customer would see it, a page for print')
    .argument('<scenario>', 'its id; of a customer of a recipe <recipe>/<number>')
    .option('--invoice <date>', 'the invoice of this date (default: the last)')
    .option('--plans <folder>', 'where the plans are', 'plans')
    .option('--scenarios <folder>', 'where the scenarios are', 'scenarios')
    .option('--out <file>', 'where it goes (default: a file of reports/invoices)')
    .addHelpText('after', '\nExample\n  rateproof invoice data-crosses-into-tier-2 --out invoice.html')
    .action(async (scenario, options) => exit(await (await import('./invoice.ts')).invoice(scenario, options)));

  root
    .command('laws')
    .description('list the laws of the plans: where they hold, and why not where they do not')
    .option('--plans <folder>', 'where the plans are', 'plans')
    .option('--plan <id...>', 'only these plans')
    .option('--json', 'print as JSON')
    .addHelpText('after', '\nExample\n  rateproof laws --plan smart-m')
    .action(async (options) => exit(await (await import('./laws.ts')).laws(options)));

  root
    .command('search')
    .description('search for bills that break the laws of the plans, longer than `test` does')
    .option('--plans <folder>', 'where the plans are', 'plans')
    .option('--plan <id...>', 'only these plans')
    .option('--law <pattern>', 'only laws whose name matches')
    .option('--tries <n>', 'bills that are tried for each law of each plan', '5000')
    .option('--seed <n>', 'another seed tries other bills')
    .option('--out <folder>', 'where bills that break a law are written', 'scenarios/regressions')
    .addHelpText('after', '\nExample\n  rateproof search --plan smart-m --law more-usage --tries 100000 --seed 3')
    .action(async (options) => exit(await (await import('./search.ts')).search(options)));

  root
    .command('merge')
    .description('join the results of the parts of a run (--shard) into one')
    .argument('<parts...>', 'the folders that the parts wrote, or their results.ndjson')
    .option('--out <folder>', 'where the reports go', 'reports/latest')
    .option('--reporter <names>', `with commas between: ${REPORTERS}`, 'terminal,html')
    .option('--json', 'print the summary as JSON')
    .addHelpText('after', '\nExample\n  rateproof merge parts/1 parts/2 parts/3 --out reports/latest')
    .action(async (parts, options) => exit(await (await import('./merge.ts')).merge(parts, options)));

  root
    .command('rate')
    .description('make invoices of usage files')
    .requiredOption('--usage <file>', 'the mapping of the usage files (YAML)')
    .requiredOption('--from <date>', 'first invoice date, as 2026-04-01')
    .requiredOption('--before <date>', 'first invoice date that is left out')
    .requiredOption('--out <file>', 'where the invoices go: .json, .ndjson, .csv or .parquet')
    .option('--plans <path...>', 'files or folders of plans', ['plans'])
    .option('--data <folder>', 'where the usage files are (default: beside the mapping)')
    .option('--memory <limit>', 'memory for reading, such as 500MB')
    .addHelpText(
      'after',
      '\nExample\n  rateproof rate --usage usage.yaml --from 2026-04-01 --before 2026-04-02 \\\n    --out invoices.csv',
    )
    .action(async (options) => exit(await (await import('./rate.ts')).rate(options)));

  root
    .command('verify')
    .description('hold the manifest of a run against the files as they are: each ok, changed, missing or added')
    .argument('[folder]', 'where the run wrote its results (default: the last run)')
    .option('--rerun', 'also run again as it was run then: the results must be the same bytes')
    .option('--out <folder>', 'the folder of the last run', 'reports/latest')
    .option('--json', 'print as JSON')
    .addHelpText('after', '\nExample\n  rateproof verify reports/launch --rerun')
    .action(async (folder, options) => exit(await (await import('./verify.ts')).verify(folder, options)));

  root
    .command('comment')
    .description('post a report as a comment of a pull or merge request, or update it')
    .argument('<host>', 'github | gitlab | azure | bitbucket')
    .option('--file <file>', 'the Markdown of the comment', 'reports/latest/comment.md')
    .option('--tag <name>', 'tells several comments of one pull request apart', 'check')
    .option('--behavior <how>', 'what is done with an earlier one: update, new or delete-and-new', 'update')
    .option('--dry-run', 'print what would be sent and where; asks for no token and no network')
    .optionsGroup('Where it goes (default: what the CI system says in the environment):')
    .option('--pull-request <number>', 'the number of the pull or merge request')
    .option('--repo <name>', 'owner/name; GitLab: a path or number; Azure: project/repository')
    .option(
      '--server-url <url>',
      'address of the API; Azure: of the organisation; Bitbucket Data Center: of the server',
    )
    .addHelpText(
      'after',
      `
The token is a variable of the environment: GITHUB_TOKEN, GITLAB_TOKEN, SYSTEM_ACCESSTOKEN (or AZURE_DEVOPS_TOKEN),
BITBUCKET_TOKEN. 5 when the comment could not be posted.

Examples
  rateproof comment github
  rateproof comment gitlab --file reports/latest/comment.md --dry-run`,
    )
    .action(async (host, options) => exit(await (await import('./comment.ts')).comment(host, options)));

  root
    .command('schema')
    .description('print a JSON Schema, for editors and scripts')
    .argument(
      '<name>',
      'plan | scenario | usage | simulation | config | approval | results | diff | check | simulation-results | manifest',
    )
    .addHelpText('after', '\nExample\n  rateproof schema plan > plan.schema.json')
    .action(async (name) => exit((await import('./schema.ts')).schema(name)));

  return root;
}

function exit(code: number): void {
  process.exitCode = code;
}

/** Runs a command line; a mistake of ours ends with one sentence too, and the trace only when it is asked for. */
export async function main(argv: readonly string[]): Promise<void> {
  try {
    await program().parseAsync([...argv]);
  } catch (error) {
    if (error instanceof CommanderError) {
      process.exitCode = error.exitCode === 0 ? 0 : 2;
      return;
    }
    const { message, stack } = error instanceof Error ? error : { message: String(error), stack: undefined };
    process.stderr.write(`rateproof could not go on: ${visible(message)}\nRATEPROOF_DEBUG=1 shows where.\n`);
    if (process.env.RATEPROOF_DEBUG && stack) process.stderr.write(`${stack}\n`);
    process.exitCode = 5;
  }
}

// A reader that closes the pipe early (head, less) is not a mistake.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

if (logIsRead(process.env)) for (const stream of [process.stdout, process.stderr]) keepCommandsOut(stream);

await main(process.argv);
