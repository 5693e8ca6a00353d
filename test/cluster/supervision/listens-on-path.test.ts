import { mkdtempSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { text } from 'node:stream/consumers';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { totalOf } from '../driver/scraped/scraped-page.js';
import { withFixture } from '../driver/start-fixture.js';
import { waitFor } from '../driver/wait-for.js';

const test = suite<{ folder: string }>('an app that listens on a path');

test.before.each((context) => {
  context.folder = mkdtempSync(join(tmpdir(), 'listens-on-path-'));
});

test.after.each(({ folder }) => rmSync(folder, { recursive: true, force: true }));

for (const [what, written] of [
  ['an absolute path', (path: string) => path],
  ['a relative path', (path: string) => relative(process.cwd(), path)],
] as const) {
  test(`${what}: url is \`unix:\` and the absolute one, all workers answer there, also after a reload`, async ({
    folder,
  }) => {
    const socketPath = join(folder, 'shop.sock');
    await withFixture('listens-on-path', { env: { LISTEN_PATH: written(socketPath) } }, async (fixture) => {
      assert.is(fixture.url, `unix:${socketPath}`);
      await untilBothAnswer(socketPath);
      await fixture.reload();
      await untilBothAnswer(socketPath);
      const counted = totalOf(await fixture.wholePage(), 'http_request_count_total');
      assert.ok(counted >= 4, `${counted} requests`);
    });
  });
}

if (process.platform === 'linux') {
  test('an abstract socket: url is `unix:@` and its name', async () => {
    const name = `listens-on-path-${process.pid}`;
    await withFixture('listens-on-path', { env: { LISTEN_PATH: `@${name}` } }, async (fixture) => {
      assert.is(fixture.url, `unix:@${name}`);
      await untilBothAnswer(`\0${name}`);
    });
  });
}

test.run();

async function untilBothAnswer(socketPath: string): Promise<void> {
  const seen = new Set<string>();
  await waitFor('both workers to answer', async () => seen.add(await get(socketPath)).size === 2);
}

/** A request on a connection of its own. */
function get(socketPath: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const asking = request({ socketPath, path: '/', agent: false }, (response) => resolve(text(response)));
    asking.on('error', reject).end();
  });
}
