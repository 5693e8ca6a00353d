import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { readBenchReport } from '../../../bench/report/bench-report.js';
import { AXES } from '../../../bench/tables/growth/axis.js';
import { curvesAlong } from '../../../bench/tables/growth/curves.js';
import { growth } from '../../../bench/tables/growth/growth.js';
import { CURVE_COLOURS, INK } from '../../../bench/tables/growth/plot.js';
import { BENCH } from '../sample-reports.js';

const { rows } = readBenchReport('bench.json', JSON.stringify(BENCH));
const [byWorkers] = AXES;
const GROUNDS = { white: '#ffffff', 'near black': '#0d1117' };

test('rows of one name whose sizes differ along one axis are a curve, by size', () => {
  const curves = byWorkers === undefined ? [] : curvesAlong(byWorkers, rows.toReversed());
  assert.equal(
    curves.map(({ label, library, points }) => [label, library, points]),
    [
      [
        'merge and render, steady, 10,000 series',
        'prom-cluster',
        [
          [4, 1.5],
          [16, 1.5],
          [64, 1.5],
        ],
      ],
      [
        'merge and render, steady, 10,000 series',
        'prom-client',
        [
          [4, 80],
          [16, 320],
          [64, 1280],
        ],
      ],
    ],
  );
});

test('the order in which a row names its sizes says nothing', () => {
  const reordered = rows.map((row, index) => {
    const { workers = 1, series = 1 } = row.params;
    return { ...row, params: index % 2 === 0 ? { workers, series, depth: 1 } : { depth: 1, series, workers } };
  });
  const merges = reordered.filter(({ group }) => group === 'merge');
  assert.is(byWorkers && curvesAlong(byWorkers, merges).length, 2);
});

test('two sizes are no curve, and goals are none at all', () => {
  const merges = rows.filter(({ group }) => group === 'merge');
  assert.is(growth(merges.slice(1), 'plots').markdown, '');
  assert.is(
    growth(
      merges.map((row) => ({ ...row, group: 'goals' as const })),
      'plots',
    ).markdown,
    '',
  );
});

test('each axis has its plots, and a fit of each curve', () => {
  const { markdown, plots } = growth(rows, 'performance');
  assert.equal([...plots.keys()], ['merge-ms-by-workers.svg', 'flush-ms-by-series.svg', 'flush-ms-by-changed.svg']);
  for (const line of [
    '### With workers',
    '![merge and render, steady, 10,000 series: ms by workers](performance/merge-ms-by-workers.svg)',
    '| merge and render, steady, 10,000 series | prom-cluster | 1.5 ms at 4, 1.5 ms at 64 | 1.5 ms + 0 ms per worker | 100 % | flat: workers^0.00 |',
    '| merge and render, steady, 10,000 series | prom-client | 80 ms at 4, 1,280 ms at 64 | 0 ms + 20 ms per worker | 100 % | proportionally: workers^1.00 |',
    '| flush, 10,000 series | prom-cluster | 1.01 ms at 0 %, 2.01 ms at 100 % | 1.01 ms + 0.01 ms per % changed | 100 % | less than proportionally: changed^0.15 |',
  ]) {
    assert.ok(markdown.split('\n').includes(line), line);
  }
});

test('a cost that falls by next to nothing is flat, without a sign', () => {
  const merges = rows.filter(({ group }) => group === 'merge');
  const falling = merges.map((row) => ({ ...row, ours: 10 - Number(row.params['workers']) / 1000, peers: {} }));
  const { markdown } = growth(falling, '');
  assert.match(markdown, '| flat: workers^0.00 |');
});

test('a plot names its curves, its axis and its unit', () => {
  const svg = growth(rows, '').plots.get('flush-ms-by-series.svg') ?? '';
  for (const text of [
    'prom-client: flush, 1 % changed',
    'prom-cluster: flush, 100 % changed',
    'series',
    'ms',
    '10,000',
  ])
    assert.ok(svg.includes(`>${text}</text>`), text);
});

test('the same run gives the same bytes, however many plots were made before', () => {
  const plots = [...growth(rows, '').plots];
  assert.equal(plots, [...growth(rows, '').plots]);
  for (const [name, svg] of plots) assert.not.match(svg, /zr\d|ecmeta|class=/, name);
});

test('sizes stand on a logarithmic axis, or side by side where zero is one of them', () => {
  const { plots } = growth(rows, '');
  assert.match(plots.get('merge-ms-by-workers.svg') ?? '', '>10</text>');
  assert.match(plots.get('flush-ms-by-changed.svg') ?? '', '>1 %</text>');
});

test('a plot has no ground of its own, and colours that stand out from white and from near black', () => {
  const svgs = [...growth(rows, '').plots.values()];
  const used = new Set(svgs.flatMap((svg) => [...svg.matchAll(/#[0-9a-f]{3,6}\b/g)].map(([colour]) => colour)));
  // Black stands only in clip paths and under the marks of the legend.
  for (const colour of used) assert.ok(['#000', INK, ...CURVE_COLOURS].includes(colour), colour);
  for (const [name, ground] of Object.entries(GROUNDS)) {
    assert.ok(contrast(INK, ground) >= 4, `${INK} on ${name}: ${contrast(INK, ground)}`);
    for (const colour of CURVE_COLOURS)
      assert.ok(contrast(colour, ground) >= 3, `${colour} on ${name}: ${contrast(colour, ground)}`);
  }
});

/** The contrast ratio of two colours by WCAG 2: https://www.w3.org/TR/WCAG21/#dfn-contrast-ratio */
function contrast(one: string, other: string): number {
  const [light = 0, dark = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((from) => {
    const channel = Number.parseInt(colour.slice(from, from + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

test.run();
