// A process that may not read `/proc`, as under Node's permission model, shows what Node itself knows, and says once what is missing.
import { fileURLToPath } from 'node:url';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { nameOf, parsePage, valueIn } from '../driver/scraped/scraped-page.js';
import { withFixture } from '../driver/start-fixture.js';
import { waitFor } from '../driver/wait-for.js';

const test = suite('a cluster without /proc');

const ROOT = fileURLToPath(new URL('../../../../', import.meta.url));
const isKnown = (flag: string) => process.allowedNodeEnvironmentFlags.has(flag);
const flags = [
  isKnown('--permission') ? '--permission' : '--experimental-permission',
  `--allow-fs-read=${ROOT}*`,
  ...['--allow-child-process', '--allow-worker', '--allow-net'].filter(isKnown),
];
const FROM_PROC =
  /^process_(virtual_memory_bytes|heap_bytes|stack_bytes|threads|open_fds|max_fds|container_memory_\w+)$/;
const PROCESSES = ['0', '1', 'primary'];

test('the resident memory is there, what only /proc has is missing, and that is said once', () =>
  withFixture(
    'plain-app',
    { flags, cluster: { flushIntervalMs: 20, metrics: { scrapeTimeoutMs: 5000 } } },
    async (fixture) => {
      const memory = (text: string) => PROCESSES.map((worker) => memoryOf(text, worker));
      const text = await fixture.wholeText();
      assert.ok(memory(text).every((bytes) => bytes > 1e7));
      assert.equal(
        [...parsePage(text).keys()].map(nameOf).filter((name) => FROM_PROC.test(name)),
        [],
      );
      for (const worker of PROCESSES)
        assert.ok(valueIn(parsePage(text), `process_cpu_seconds_total{worker="${worker}"}`) > 0);
      // Many sweeps later nothing more is counted, and the figure is a new one.
      const iterations = 'nodejs_eventloop_iterations_total{worker="0"}';
      const start = valueIn(parsePage(text), iterations);
      const later = await waitFor('sweeps', async () => {
        const page = await fixture.wholeText();
        return valueIn(parsePage(page), iterations) > start + 20 && page;
      });
      const failed = 'cluster_metric_conflicts_total{reason="collect_failed"}';
      assert.is(valueIn(parsePage(later), failed), process.platform === 'linux' ? PROCESSES.length : 0);
      const said = fixture.output.split('\n').filter((line) => line.startsWith('prom-cluster: '));
      if (process.platform !== 'linux') return;
      assert.is(said.length, 1, fixture.output);
      const files = '/proc/self/status, /proc/self/limits, /proc/self/fd';
      assert.match(
        said[0] ?? '',
        `collect failed: cannot read /proc/self/cgroup, ${files}: Access to this API has been`,
      );
    },
  ));

test.run();

function memoryOf(text: string, worker: string): number {
  return valueIn(parsePage(text), `process_resident_memory_bytes{worker="${worker}"}`);
}
