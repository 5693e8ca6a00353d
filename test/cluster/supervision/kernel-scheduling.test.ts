import { once } from 'node:events';
import net, { type AddressInfo } from 'node:net';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { underLoad } from '../driver/clients/load.js';
import type { Fixture } from '../driver/fixture.js';
import { lastWordsOf } from '../driver/last-words.js';
import { canSharePorts, listeners, listenShared } from '../driver/reuse-port.js';
import { spawnFixture, startFixture, withFixture } from '../driver/start-fixture.js';
import { waitFor } from '../driver/wait-for.js';

const test = suite("scheduling: 'kernel'");
const WORKERS = 3;
const OPTIONS = { cluster: { workers: WORKERS, scheduling: 'kernel' as const } };
const canShare = await canSharePorts();

if (canShare) {
  test('every worker listens on the one port and serves, and the primary does not listen', async () => {
    await withFixture('plain-app', OPTIONS, async (fixture) => {
      const workers = await fixture.pids();
      const all = [fixture.process.pid ?? 0, ...workers];
      if (process.platform === 'linux') assert.equal(listeners(portOf(fixture), all), workers);
      await untilEachServed(fixture);
      assert.not.match(fixture.output, 'scheduling');
    });
  });

  test('a killed worker leaves the rest serving, and its successor serves on the same port', async () => {
    await withFixture('plain-app', OPTIONS, async (fixture) => {
      const pid = await fixture.readyPid(0);
      process.kill(pid, 'SIGKILL');
      // The primary learns of the end once all threads of the worker are gone. Until then the worker's listener is there, and
      // the kernel resets the connections that it takes.
      await waitFor('the end of the worker', async () => (await fixture.workers())[0]?.pid !== pid);
      for (let i = 0; i < 20; i++) assert.is((await fixture.get('/')).status, 200);
      await fixture.readyPid(0, pid);
      await untilEachServed(fixture);
    });
  });

  test('workers that were all killed come back on the same port', async () => {
    await withFixture('plain-app', OPTIONS, async (fixture) => {
      const pids = await fixture.pids();
      for (const pid of pids) process.kill(pid, 'SIGKILL');
      await Promise.all(pids.map((pid, slot) => fixture.readyPid(slot, pid)));
      await untilEachServed(fixture);
    });
  });

  test('a reload under load replaces each worker while requests are answered throughout', async () => {
    await withFixture('load-app', OPTIONS, async (fixture) => {
      const before = await fixture.pids();
      const load = await underLoad(fixture.url, () => fixture.reload());
      const after = await fixture.pids();
      assert.equal(
        after.filter((pid) => before.includes(pid)),
        [],
      );
      assert.ok(load.answered > 0);
      // docs/limits.md: a connection can come between a worker's last look at its queue and the end of the queue.
      assert.ok(load.failed <= 1, `${load.failed} of ${load.answered} failed`);
    });
  });

  for (const [who, listen] of [
    ['a program that shares it', listenShared],
    ['a program that does not', listenAlone],
  ] as const) {
    test(`a port that is taken by ${who} is ERR_APP_LISTEN, as with round robin`, async () => {
      const { server, port } = await listen();
      const fixture = spawnFixture('start-fails', { cluster: { port, scheduling: 'kernel' } });
      try {
        const failure = await lastWordsOf(fixture);
        assert.is(failure['code'], 'ERR_APP_LISTEN');
        assert.match(String(failure['message']), String(port));
        assert.is((failure['cause'] as { code: string }).code, 'EADDRINUSE');
      } finally {
        await fixture.close();
        server.close();
      }
    });
  }
} else {
  test('where Node or the system lacks SO_REUSEPORT, one line says so and round robin serves', async () => {
    const fixture = await startFixture('plain-app', OPTIONS);
    try {
      assert.is(fixture.output.match(/scheduling: 'kernel'/g)?.length, 1, fixture.output);
      assert.match(fixture.output, process.version);
      assert.match(fixture.output, process.platform);
      await untilEachServed(fixture);
    } finally {
      await fixture.close();
    }
  });
}

test.run();

function portOf(fixture: Fixture): number {
  return Number(new URL(fixture.url).port);
}

/** Waits until each worker has served. The kernel chooses by a hash: some dozens of connections nearly certainly reach all workers. */
async function untilEachServed(fixture: Fixture): Promise<void> {
  const served = new Set<string>();
  await waitFor('an answer of each worker', async () => {
    served.add((await fixture.get('/')).body);
    return served.size === WORKERS;
  });
}

async function listenAlone(): Promise<{ server: net.Server; port: number }> {
  const server = net.createServer().listen(0);
  await once(server, 'listening');
  return { server, port: (server.address() as AddressInfo).port };
}
