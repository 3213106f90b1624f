/** `rateproof laws`: what holds of which plan, and why not where it does not. */

import { renderProblems } from '../problems/render.ts';
import { visible, visibleJson } from '../problems/visible.ts';
import { readYamlFiles } from '../run/files.ts';
import { allLaws } from '../run/law-bills.ts';
import { preparePlans } from '../run/prepare-plan.ts';
import { sourcesFor } from './inputs.ts';

interface LawsCommand {
  readonly plans: string;
  readonly plan?: readonly string[];
  readonly json?: boolean;
}

export function laws({ plans, plan, json }: LawsCommand): number {
  const files = readYamlFiles(process.cwd(), plans);
  const prepared = files.value ? preparePlans(files.value) : files;
  if (!prepared.value) {
    process.stderr.write(renderProblems(prepared.problems, { sources: sourcesFor(prepared.problems) }));
    return 3;
  }
  const told = allLaws(prepared.value)
    .filter((law) => !plan || plan.includes(law.plan))
    .map((law) => ({
      plan: law.plan,
      law: law.name,
      says: law.says,
      not: law.not,
      except: Object.fromEntries(law.except),
    }));
  if (told.length === 0) {
    process.stderr.write(`there is no plan ${visible((plan ?? []).join(', '))}\n`);
    return 2;
  }
  if (json) process.stdout.write(`${visibleJson(told)}\n`);
  else {
    let before = '';
    for (const { plan: of, law, says, not, except } of told) {
      if (of !== before) process.stdout.write(`${before ? '\n' : ''}${visible(of)}\n`);
      before = of;
      process.stdout.write(`  ${visible(law)}: ${visible(not === undefined ? says : `not applicable: ${not}`)}\n`);
      if (not !== undefined) continue;
      for (const [charge, reason] of Object.entries(except))
        process.stdout.write(`    not ${visible(`${charge}: ${reason}`)}\n`);
    }
  }
  return 0;
}
