// docs/deployment.md says which flags a cluster needs under Node's permission model. Its command is run on the Node under test.
import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { waitFor } from '../cluster/driver/wait-for.js';
import { ROOT, textOf } from './documents.js';
import { type Program, writePrograms } from './programs.js';
import { RunningProgram } from './running-program.js';

const test = suite('the flags of the permission model, as docs/deployment.md says');

const NODE_MAJOR = Number.parseInt(process.versions.node, 10);
/** Windows and macOS have no `/proc`. */
const HAS_PROC = process.platform === 'linux';

const program: Program = {
  where: 'a cluster',
  file: 'server.mjs',
  code: `import http from 'node:http';
import { startCluster } from 'prom-cluster';
const cluster = await startCluster(() => http.createServer((req, res) => res.end('ok\\n')));
if (cluster.role === 'primary') console.log(cluster.url, cluster.metricsUrl);
`,
};
const folder = writePrograms([program]);
const path = join(folder, program.file);
process.once('exit', () => rmSync(folder, { recursive: true, force: true }));

const [, written = ''] = /^node (--permission .*) server\.js$/m.exec(textOf('docs/deployment.md')) ?? [];
const flags = written.replace('/srv/shop', ROOT).split(' ').map(ofThisNode);
if (NODE_MAJOR >= 26) flags.push('--allow-net');

test('a cluster runs with them, and has the figures that come from /proc', async () => {
  const running = new RunningProgram(path, 2, flags);
  try {
    await running.untilReady();
    assert.is(await running.get('/users/7'), 200);
    const whole = HAS_PROC ? ['0', '1', 'primary'].map((worker) => `process_open_fds{worker="${worker}"} `) : [];
    const page = await waitFor('every process on the page', async () => {
      const now = await running.page();
      return whole.every((start) => now.includes(`\n${start}`)) && now;
    });
    assert.match(page, 'http_request_count_total{endpoint="/users/:id"');
    assert.not.match(running.log, 'restricted');
    assert.is(await running.end(), 0);
  } finally {
    running.kill();
  }
});

const CODES: Readonly<Record<string, string>> = {
  '--allow-child-process': 'ERR_WORKER_START',
  '--allow-worker': 'ERR_METRICS_LISTEN',
  ...(NODE_MAJOR >= 26 && { '--allow-net': 'ERR_METRICS_LISTEN' }),
};
for (const [flag, code] of Object.entries(CODES)) {
  test(`without ${flag} the start rejects with ${code}`, () => {
    const env = { ...process.env, PORT: '0', METRICS_PORT: '0', WEB_CONCURRENCY: '1' };
    const without = flags.filter((given) => given !== flag);
    const { status, stderr } = spawnSync(process.execPath, [...without, path], { env, encoding: 'utf8' });
    assert.is(status, 1);
    assert.match(stderr, `code: '${code}'`);
  });
}

test.run();

function ofThisNode(flag: string): string {
  return flag === '--permission' && NODE_MAJOR < 22 ? '--experimental-permission' : flag;
}
