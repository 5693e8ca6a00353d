import { readFileSync } from 'node:fs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { startFixture, waitFor } from './driver.js';
import { parseTypes } from './page.js';

const test = suite('documented metrics');

/** Shown only while there is something to show. */
const OCCASIONAL = ['nodejs_active_requests'];

interface Documented {
  readonly type: string;
  readonly labels: readonly string[];
}

test('docs/metrics.md lists what a live page has, and nothing else', async () => {
  const fixture = await startFixture('plain-app');
  try {
    await fixture.get('/');
    // A garbage collection, the last family to appear, comes by itself under a few requests.
    const text = await waitFor('every documented family', async () => {
      await fixture.get('/');
      const page = await fixture.scrapeText();
      return missing(page).length === 0 ? page : undefined;
    });
    const documented = readDocumented();
    for (const [name, type] of parseTypes(text)) {
      assert.is(documented.get(name)?.type, type, `${name} is documented as it is`);
      for (const labels of labelSetsOf(text, name))
        assert.equal(labels, documented.get(name)?.labels, `labels of ${name}`);
    }
  } finally {
    await fixture.close();
  }
});

test.run();

function missing(page: string): string[] {
  const shown = parseTypes(page);
  return [...readDocumented().keys()].filter((name) => !shown.has(name) && !OCCASIONAL.includes(name));
}

function readDocumented(): Map<string, Documented> {
  const text = readFileSync(new URL('../../../docs/metrics.md', import.meta.url), 'utf8');
  const rows = text.matchAll(/^\| `([a-z0-9_]+)` \| (\w+) \| ([^|]*) \|/gm);
  return new Map(
    [...rows].map(([, name = '', type = '', labels = '']) => [
      name,
      { type, labels: [...labels.matchAll(/`(\w+)`/g)].map(([, label]) => String(label)).sort() },
    ]),
  );
}

function labelSetsOf(page: string, family: string): string[][] {
  const lines = page.split('\n').filter((line) => new RegExp(`^${family}(_bucket|_sum|_count)?[{ ]`).test(line));
  return lines.map((line) =>
    [...line.matchAll(/(\w+)="/g)]
      .map(([, label]) => String(label))
      .filter((label) => label !== 'le' && label !== 'quantile')
      .sort(),
  );
}
