// needs: sh
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Worker } from 'node:worker_threads';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { readFromOutside } from '../../../../src/primary/aggregator/scrape/proc-reader.js';
import { waitFor } from '../../../cluster/driver/wait-for.js';

const test = suite('a process seen from outside');
const PLAIN = { runtimePrefix: '', labels: [] };
const isLinux = process.platform === 'linux';
const onLinux = isLinux ? test : test.skip;
/**
 * What the process counts and outside is not seen yet, or no more: a part of a tick, twice; switches of threads that have ended,
 * of which there is no telling how many there were (that those of living threads count is a test of its own).
 */
const UNSEEN = [
  ['process_cpu', 0.02],
  ['process_context_switches', Number.POSITIVE_INFINITY],
] as const;

onLinux('its counters lie between those that the process itself reads before and after', () => {
  const [before, seen, after] = [sharedCounters(), read(process.pid), sharedCounters()];
  for (const [series, value] of after) {
    const shown = seen.get(series);
    const least = (before.get(series) ?? 0) - (UNSEEN.find(([name]) => series.startsWith(name))?.[1] ?? 0);
    assert.ok(shown !== undefined && shown <= value && shown >= least, `${series}: ${shown}, not ${least} to ${value}`);
  }
  assert.is(after.size, 7);
});

onLinux('its memory, threads and descriptors are those of its status', () => {
  const seen = read(process.pid);
  const status = readFileSync('/proc/self/status', 'latin1');
  assert.is(seen.get('process_threads'), Number(/^Threads:\s+(\d+)/m.exec(status)?.[1]));
  assert.is(seen.get('process_stack_bytes'), 1024 * Number(/^VmStk:\s+(\d+) kB/m.exec(status)?.[1]));
  const most = process.memoryUsage.rss() * 1.2;
  const resident = seen.get('process_resident_memory_bytes') ?? 0;
  assert.ok(resident > 1e7 && resident < most, `${resident} bytes`);
  assert.ok((seen.get('process_virtual_memory_bytes') ?? 0) > resident);
  assert.ok((seen.get('process_heap_bytes') ?? 0) > 0);
  if (statSync('/proc/self/fd').size === 0) return;
  const descriptor = openSync('/dev/null', 'r');
  assert.is(read(process.pid).get('process_open_fds'), (seen.get('process_open_fds') ?? 0) + 1);
  closeSync(descriptor);
});

onLinux('the context switches of its other threads are counted', async () => {
  const series = 'process_context_switches_total voluntary';
  const before = read(process.pid).get(series) ?? 0;
  const pause = 'Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1);';
  const code = `for (let i = 0; i < 200; i++) ${pause} require('node:worker_threads').parentPort.postMessage(0);
    setInterval(() => {}, 1000);`;
  const worker = new Worker(code, { eval: true });
  await once(worker, 'message');
  const after = read(process.pid).get(series) ?? 0;
  await worker.terminate();
  assert.ok(after - before >= 200, `${after - before} switches`);
});

onLinux('a process that has ended and is not waited for yet has no memory: there is no value, not 0', async () => {
  const parent = spawn('sh', ['-c', 'sleep 60 & echo $!; exec sleep 60'], { stdio: ['ignore', 'pipe', 'ignore'] });
  const [line] = await once(createInterface({ input: parent.stdout }), 'line');
  const pid = Number(line);
  // A shell waits for its children; what it becomes does not.
  await waitFor('the shell to be gone', () => readFileSync(`/proc/${parent.pid}/comm`, 'latin1') === 'sleep\n');
  process.kill(pid, 'SIGKILL');
  await waitFor('it to end', () => /\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'latin1')));
  const seen = read(pid);
  parent.kill('SIGKILL');
  assert.not.ok(seen.has('process_resident_memory_bytes'));
  assert.ok([...seen.values()].every(Number.isFinite));
});

test('a thread that ends while it is read takes no other figure with it', () => {
  const proc = mkdtempSync(join(tmpdir(), 'proc-reader-'));
  try {
    for (const folder of ['7/fd', '7/task/7', '7/task/8']) mkdirSync(join(proc, folder), { recursive: true });
    writeFileSync(join(proc, '7/stat'), `7 (node) R ${'0 '.repeat(10)}250 50 0`);
    const status = 'Name:\tnode\nVmRSS:\t1024 kB\nvoluntary_ctxt_switches:\t5\nnonvoluntary_ctxt_switches:\t3\n';
    // The folder of the other thread is listed, and what it held is gone.
    for (const path of ['7/status', '7/task/7/status']) writeFileSync(join(proc, path), status);
    const seen = read(7, proc);
    assert.is(seen.get('process_cpu_seconds_total'), 3);
    assert.is(seen.get('process_resident_memory_bytes'), 1024 ** 2);
    assert.is(seen.get('process_context_switches_total voluntary'), 5);
    assert.is(seen.get('process_context_switches_total involuntary'), 3);
  } finally {
    rmSync(proc, { recursive: true });
  }
});

onLinux('they have the prefix and the labels of the cluster, sorted', () => {
  const naming = { runtimePrefix: 'shop_', labels: [['env', 'prod'] as const, ['service', 'shop'] as const] };
  const [plain, named] = [PLAIN, naming].map((each) => readFromOutside(process.pid, each));
  assert.equal(
    named?.map(({ name, labels }) => `${name} ${labels.map(([label]) => label)}`),
    plain?.map(({ name, labels }) => `shop_${name} env${labels.map(([label]) => `,${label}`)},service`),
  );
});

test('there are no values of a process that does not exist', () => {
  assert.equal(readFromOutside(2 ** 30, PLAIN), []);
});

test.run();

function read(pid: number, proc?: string): Map<string, number> {
  return new Map(
    readFromOutside(pid, PLAIN, proc).map(({ name, labels, value }) => [
      [name, ...labels.map(([, kind]) => kind)].join(' '),
      value,
    ]),
  );
}

function sharedCounters(): Map<string, number> {
  const { user, system } = process.cpuUsage();
  const usage = process.resourceUsage();
  return new Map([
    ['process_cpu_user_seconds_total', user / 1e6],
    ['process_cpu_system_seconds_total', system / 1e6],
    ['process_cpu_seconds_total', (user + system) / 1e6],
    ['process_page_faults_total minor', usage.minorPageFault],
    ['process_page_faults_total major', usage.majorPageFault],
    ['process_context_switches_total voluntary', usage.voluntaryContextSwitches],
    ['process_context_switches_total involuntary', usage.involuntaryContextSwitches],
  ]);
}
