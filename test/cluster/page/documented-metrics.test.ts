import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { deadOrigin } from '../../worker/outbound/outbound.js';
import { documentedFamilies, metricsDocument } from '../driver/documented-families.js';
import { parseTypes } from '../driver/scraped/scraped-page.js';
import { startFixture } from '../driver/start-fixture.js';
import { waitFor } from '../driver/wait-for.js';

const test = suite('documented metrics');

/** Families that are shown only while they have samples, or only in a container with a limit. */
const OCCASIONAL = /^(nodejs_active_requests|process_container_memory_\w+)$/;

/** The unit that the end of a name promises, `_total` aside. */
const UNITS = { _seconds: /^s( since 1970)?$/, _bytes: /^bytes$/, _ratio: /^1$/ };

/** The columns that each table has to have; it may have more. */
const COLUMNS = ['name', 'type', 'labels', 'unit', 'source', 'cost', 'where'];

test('docs/metrics.md lists what a live page has, and nothing else', async () => {
  const fixture = await startFixture('every-metric-app');
  try {
    // The app sends two requests: one is answered, one fails.
    for (const url of [fixture.url, await deadOrigin()]) await fixture.get(`/?ask=${url}`);
    // The family of garbage collections appears last: the first collection comes after some requests.
    const text = await waitFor('every documented family', async () => {
      await fixture.get('/');
      const page = await fixture.wholeText();
      return missing(page).length === 0 ? page : undefined;
    });
    const documented = new Map(documentedFamilies().map((family) => [family.name, family]));
    for (const [name, type] of parseTypes(text)) {
      assert.is(documented.get(name)?.type, type, `${name} is documented as it is`);
      for (const labels of labelSetsOf(text, name))
        assert.equal(labels, [...(documented.get(name)?.labels ?? [])].sort(), `labels of ${name}`);
    }
  } finally {
    await fixture.close();
  }
});

test('a table tells of every family all that its columns ask for, the source and the cost too', () => {
  const rows = readRows();
  const names = rows.map((row) => row.get('name')?.replaceAll('`', ''));
  assert.equal(
    names.sort(),
    documentedFamilies()
      .map(({ name }) => name)
      .sort(),
  );
  for (const row of rows) {
    for (const column of COLUMNS) assert.ok(row.has(column), `${row.get('name')} has no column "${column}"`);
    for (const [column, cell] of row) assert.is.not(cell, '', `${column} of ${row.get('name')}`);
  }
});

test('units are those that the names promise', () => {
  for (const { name, unit } of documentedFamilies()) {
    const stem = name.replace(/_total$/, '');
    for (const [ending, expected] of Object.entries(UNITS))
      if (stem.endsWith(ending)) assert.match(unit, expected, name);
  }
});

test.run();

function missing(page: string): string[] {
  const shown = parseTypes(page);
  return documentedFamilies()
    .map(({ name }) => name)
    .filter((name) => !shown.has(name) && !OCCASIONAL.test(name));
}

/** The rows of all tables of metrics, cells by column. */
function readRows(): ReadonlyMap<string, string>[] {
  const tables = [...metricsDocument().matchAll(/^(\| name \|.*\|)\n\|[- |]+\|\n((?:\|.*\|\n)+)/gm)];
  return tables.flatMap(([, header = '', body = '']) =>
    body
      .trim()
      .split('\n')
      .map((line) => new Map(cellsOf(header).map((column, index) => [column, cellsOf(line)[index] ?? '']))),
  );
}

function cellsOf(line: string): string[] {
  return line
    .slice(1, -1)
    .split('|')
    .map((cell) => cell.trim());
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
