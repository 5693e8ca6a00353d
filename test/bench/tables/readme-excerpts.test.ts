import { readFileSync } from 'node:fs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { readBenchReport } from '../../../bench/report/bench-report.js';
import { readCompareReport } from '../../../bench/report/compare-report.js';
import { pictureTop } from '../../../bench/tables/picture-top.js';
import {
  goalsExcerpt,
  README_GOALS,
  README_SCENARIOS,
  scenariosExcerpt,
} from '../../../bench/tables/sections/readme-excerpts.js';
import { messageOf } from '../message-of.js';
import { BENCH, COMPARE } from '../sample-reports.js';

const test = suite("the README's excerpts");

test('scenarios stand with what each library did, in the order of the README', () => {
  const report = readCompareReport('compare.json', JSON.stringify(COMPARE));
  assert.equal(scenariosExcerpt({ ...report, scenarios: [...report.scenarios].reverse() }).split('\n'), [
    '| what happens | prom-cluster | prom-client | @prometheus-io/client |',
    '| --- | --- | --- | --- |',
    '| a worker is killed \\| SIGKILL | passes: 300 -> 300 | **fails**: 300 -> 200 | not judged: it needs Node 22 |',
    '| a worker hangs | passes: after 250 ms | not run | not run |',
  ]);
});

test('goals stand with the figures of the libraries that have a column, met or not', () => {
  const { rows, ...origin } = readBenchReport('bench.json', JSON.stringify(BENCH));
  const missed = rows.slice(0, 1).map((row) => ({ ...row, name: 'CPU per request', isMet: false }));
  assert.equal(goalsExcerpt({ ...origin, rows: [...missed, ...rows] }).split('\n'), [
    '| what | goal | prom-cluster | prom-client | met |',
    '| --- | --- | --- | --- | --- |',
    '| record one request | under 100 ns | 45 ns | 1,420 ns (31.5x) | yes |',
    '| CPU per request | under 100 ns | 45 ns | 1,420 ns (31.5x) | **no** |',
  ]);
});

test('the last runs have every scenario and goal that the README shows', () => {
  const compare = readCompareReport('compare.json', resultsOf('compare.json'));
  const bench = readBenchReport('bench.json', resultsOf('bench.json'));
  const ids = compare.scenarios.map(({ id }) => id);
  assert.equal(
    README_SCENARIOS.filter((id) => !ids.includes(id)),
    [],
  );
  assert.is(goalsExcerpt(bench).match(/^\| (?!what|---)/gm)?.length, README_GOALS.length);
});

test("the top of a picture ends where the dashboard's third row begins", () => {
  const row = (y: number, title: string) => `<text x="8" y="${y}" font-size="14">▾ ${title}</text>\n`;
  const picture = (height: number, content: string) =>
    `<svg viewBox="0 0 90 ${height}" width="90" height="${height}">\n<rect width="90" height="${height}"/>\n${content}</svg>\n`;
  const two = `${row(78, 'One')}<svg height="50"></svg>\n${row(178, 'Two')}`;
  assert.is(pictureTop(picture(400, `${two}${row(278, 'Three')}<svg/>\n`)), picture(256, two));
  assert.match(
    messageOf(() => pictureTop(picture(400, two))),
    'to have more than 2 rows',
  );
});

test.run();

function resultsOf(file: string): string {
  return readFileSync(new URL(`../../../../bench/results/${file}`, import.meta.url), 'utf8');
}
