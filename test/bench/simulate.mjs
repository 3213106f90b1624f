/**
 * `rateproof simulate` as a whole beside the same tariff as SQL in DuckDB over the same Parquet file:
 * node test/bench/simulate.mjs [--records 5000000] [--unsorted] [--repeats 3], and at the end of `npm run bench`.
 * README.md tells what is compared.
 */

import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { median } from './report.mjs';
import { compareCustomers, rateBySql } from './rivals/simulate.mjs';
import { simulateData } from './simulate-data.mjs';
import { changePrice, SIMULATION_FILE, simulateProject } from './simulate-project.mjs';

const SCRIPT = fileURLToPath(import.meta.url);
const MAIN = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));
/** The rival, in the place of a module. */
const RIVAL = 'sql';
const THREADS = 2;

/** A process of its own from start to end: seconds, those of processors in its own code, and its peak of memory in bytes. */
function run(module, args, cwd) {
  const started = performance.now();
  const { status, stderr } = spawnSync(process.execPath, [SCRIPT, '--child', module, ...args], {
    ...{ cwd, encoding: 'utf8', stdio: ['ignore', 'ignore', 'pipe'] },
    env: { ...process.env, CI: '' },
  });
  const [, peak, cpu] = (/peak (\d+) cpu (\d+)\n$/.exec(stderr) ?? []).map(Number);
  if (status !== 0 || !peak) throw new Error(`${module} ended with ${status}: ${stderr}`);
  return { seconds: (performance.now() - started) / 1000, cpu: cpu / 1e6, peak };
}

export async function measureSimulate(records, { sorted = true, repeats = 3 }, say) {
  const data = await simulateData(records, { sorted });
  const folder = mkdtempSync(join(tmpdir(), 'rateproof-simulate-'));
  try {
    const project = join(folder, 'project');
    mkdirSync(project);
    simulateProject(project, data);
    const theirs = join(folder, 'customers.parquet');
    const simulate = () => run(MAIN, ['simulate', SIMULATION_FILE, '--workers', String(THREADS)], project);
    const sql = () => run(RIVAL, [data, theirs, String(THREADS)], folder);
    const forget = () => rmSync(join(project, '.rateproof'), { recursive: true, force: true });
    const check = async () => {
      const ours = join(project, 'reports/latest/simulation/customers.parquet');
      const { customers, different, change } = await compareCustomers(ours, theirs);
      if (different > 0 || customers === 0) throw new Error(`${different} of ${customers} customers differ`);
      return { customers, change };
    };
    // Both ways of ours are held against SQL, to the cent of each customer, before anything is timed.
    sql();
    forget();
    simulate();
    const { customers, change } = await check();
    simulate();
    await check();
    say(
      `${records.toLocaleString('en')} records of ${customers.toLocaleString('en')} customers in Parquet, ${sorted ? 'by account and time' : 'by time'}, two sides, ${THREADS} threads:`,
    );
    say(`  net, tax and bill of every customer are the same to the cent; net changes by ${(change / 100).toFixed(2)}`);
    const rounds = { first: [], second: [], sql: [] };
    for (let repeat = 0; repeat < repeats; repeat++) {
      forget();
      changePrice(project, 0);
      rounds.first.push(simulate());
      // Another price over the same file.
      changePrice(project, repeat + 1);
      rounds.second.push(simulate());
      rounds.sql.push(sql());
    }
    const names = {
      first: 'simulate, first run',
      second: 'simulate, another price over the same file',
      sql: 'SQL in DuckDB, both sides',
    };
    const report = Object.fromEntries(
      Object.entries(rounds).map(([name, all]) => {
        const of = (what) => all.map((one) => one[what]);
        const ratio = median(all.map(({ seconds }, round) => seconds / rounds.sql[round].seconds));
        const cpuRatio = median(all.map(({ cpu }, round) => cpu / rounds.sql[round].cpu));
        const own = {
          seconds: median(of('seconds')),
          cpu: median(of('cpu')),
          peak: Math.max(...of('peak')),
          ratio,
          cpuRatio,
        };
        say(
          `  ${names[name]}: ${own.seconds.toFixed(2)} s (${own.cpu.toFixed(2)} of processors), ${(own.peak / 1e6).toFixed(0)} MB; ` +
            `${ratio.toFixed(2)} times SQL (${cpuRatio.toFixed(2)} of processors)`,
        );
        return [name, own];
      }),
    );
    say(`  medians of ${repeats} rounds that alternate; load ${loadavg()[0].toFixed(2)}`);
    return { records, sorted, customers, ...report };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

if (process.argv[1] === SCRIPT) {
  if (process.argv[2] === '--child') {
    const [module, ...rest] = process.argv.slice(3);
    process.argv = [process.argv[0], module, ...rest];
    process.on('exit', () => {
      const { maxRSS, userCPUTime } = process.resourceUsage();
      process.stderr.write(`peak ${maxRSS * 1024} cpu ${userCPUTime}\n`);
    });
    if (module === RIVAL) await rateBySql(rest[0], rest[1], rest[2]);
    else await import(module);
  } else {
    const { values } = parseArgs({
      options: {
        records: { type: 'string', default: '5000000' },
        unsorted: { type: 'boolean', default: false },
        repeats: { type: 'string', default: '3' },
      },
    });
    const [records, repeats] = [Number(values.records), Number(values.repeats)];
    if (!(records > 0 && repeats > 0)) throw new Error('--records and --repeats are whole numbers above 0');
    await measureSimulate(records, { sorted: !values.unsorted, repeats }, (line) => process.stdout.write(`${line}\n`));
  }
}
