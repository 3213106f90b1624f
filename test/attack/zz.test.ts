import { test } from 'vitest';
import { readFileSync } from 'node:fs';
import { readYaml } from '../../src/yaml/read.ts';
import { EXTREMES } from './nasty.ts';
test('x', { timeout: 600000 }, () => {
  const plan = readFileSync('plans/smart-m.yaml', 'utf8');
  for (const [name, make] of EXTREMES) {
    const text = make();
    const times = [(m: string) => m, (m: string) => plan + m, (m: string) => `${m}\n${plan}`].map((f) => { const t = f(text); const b = performance.now(); const r = readYaml(t, 'a'); return [Math.round(performance.now() - b), r.problems[0]?.code]; });
    console.log(name, JSON.stringify(times), Math.round(process.memoryUsage().rss / 1e6));
  }
  for (const n of [125_000, 250_000, 500_000, 1_000_000]) {
    for (const [w, s] of [['nl', '\n'.repeat(n)], ['sp', `a:${' '.repeat(n)}b`], ['comment', '# x\n'.repeat(n/2)], ['docs', '---\n'.repeat(n/10)],['docs2', '---\na: 1\n'.repeat(n/10)], ['quotes', `a: ${'"'.repeat(n)}`]] as const) {
      const b = performance.now(); readYaml(s + plan, 'a'); console.log(w, n, Math.round(performance.now() - b));
    }
  }
});
