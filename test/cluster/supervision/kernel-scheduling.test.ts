import { once } from 'node:events';
import net, { type AddressInfo } from 'node:net';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { underLoad } from '../driver/clients/load.js';
import type { Fixture } from '../driver/fixture.js';
import { canSharePorts, listeners, listenShared } from '../driver/reuse-port.js';
import { spawnFixture, startFixture, withFixture } from '../driver/start-fixture.js';
import { waitFor } from '../driver/wait-for.js';

const test = suite("scheduling: 'kernel'");
const WORKERS = 3;
const OPTIONS = { cluster: { workers: WORKERS, scheduling: 'kernel' as const } };
const canShare = await canSharePorts();

if (canShare) {
  test('every worker listens by itself on the one port, the primary does not, and every worker serves', async () => {
    await withFixture('plain-app', OPTIONS, async (fixture) => {
      const workers = await pidsOf(fixture);
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
      // The primary is told once all its threads are gone: until then the listener is there, and what it gets is reset.
      await waitFor('its end', async () => (await fixture.workers())[0]?.pid !== pid);
      for (let i = 0; i < 20; i++) assert.is((await fixture.get('/')).status, 200);
      await fixture.readyPid(0, pid);
      await untilEachServed(fixture);
    });
  });

  test('workers that all died come back on the same port', async () => {
    await withFixture('plain-app', OPTIONS, async (fixture) => {
      const pids = await pidsOf(fixture);
      for (const pid of pids) process.kill(pid, 'SIGKILL');
      await Promise.all(pids.map((pid, slot) => fixture.readyPid(slot, pid)));
      await untilEachServed(fixture);
    });
  });

  test('a reload under load: requests are answered throughout, and each worker after it is a new one', async () => {
    await withFixture('load-app', OPTIONS, async (fixture) => {
      const before = await pidsOf(fixture);
      const load = await underLoad(fixture.url, () => fixture.reload());
      const after = await pidsOf(fixture);
      assert.equal(
        after.filter((pid) => before.includes(pid)),
        [],
      );
      assert.ok(load.answered > 0);
      // docs/limits.md: a connection can come between the last look at the queue and its end.
      assert.ok(load.failed <= 1, `${load.failed} of ${load.answered} failed`);
    });
  });

  for (const [who, listen] of [
    ['a program that shares it', listenShared],
    ['a program that does not', listenAlone],
  ] as const) {
    test(`a port that is taken by ${who}: ERR_APP_LISTEN, as with round robin`, async () => {
      const { server, port } = await listen();
      const fixture = spawnFixture('start-fails', { cluster: { port, scheduling: 'kernel' } });
      try {
        await waitFor('the program to end', () => fixture.hasEnded);
        const said = await waitFor('its words', () => /^\{"fixture":true,"code".*$/m.exec(fixture.output)?.[0]);
        const { code, message, cause }: { code: string; message: string; cause: { code: string } } = JSON.parse(said);
        assert.is(code, 'ERR_APP_LISTEN');
        assert.match(message, String(port));
        assert.is(cause.code, 'EADDRINUSE');
      } finally {
        await fixture.close();
        server.close();
      }
    });
  }
} else {
  test('where Node or the system lacks SO_REUSEPORT: says so once, and round robin serves', async () => {
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

async function pidsOf(fixture: Fixture): Promise<number[]> {
  return (await fixture.workers()).map(({ pid }) => pid ?? Number.NaN);
}

function portOf(fixture: Fixture): number {
  return Number(new URL(fixture.url).port);
}

/** The kernel chooses by a hash: how many connections it takes is chance, and after some dozens nearly certain. */
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
