// time limit: 60 s
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Result } from '../../bench/result.js';

const BENCH = fileURLToPath(new URL('../../bench/how-fast.bench.js', import.meta.url));

// What the figures are is not asserted: they say nothing with so little work, and nothing about a busy machine.
test('the benchmark measures every row of its table and writes it down', () => {
  const folder = mkdtempSync(join(tmpdir(), 'bench-'));
  try {
    const json = join(folder, 'result.json');
    const { status, stdout, stderr } = spawnSync(process.execPath, [BENCH, '--quick', '--json', json], {
      encoding: 'utf8',
    });
    assert.is(status, 0, stderr);
    const { machine, results } = JSON.parse(readFileSync(json, 'utf8')) as { machine: unknown; results: Result[] };
    assert.equal(Object.keys(machine as object), ['node', 'cpu', 'cores']);
    assert.equal(
      results.map(({ name, unit }) => `${name} (${unit})`),
      [
        'record one request (ns)',
        'CPU per request, over a bare server (%)',
        "primary's main loop, 2 x 100 series, all changed (ms)",
        "primary's main loop, 2 x 100 series, 1 % changed (ms)",
        'scrape of 100 merged series, 2 workers, all changed (ms)',
        'scrape of 100 merged series, 2 workers, 1 % changed (ms)',
        'bytes per flush, 100 series, 1 % changed (B)',
      ],
    );
    for (const result of results) {
      assert.ok(Number.isFinite(result.ours) && Number.isFinite(result.peer), JSON.stringify(result));
      assert.type(result.isMet, 'boolean');
      assert.ok(stdout.includes(result.name), stdout);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test.run();
