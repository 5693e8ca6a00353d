import { once } from 'node:events';
import type { Server } from 'node:net';
import { setImmediate as turn } from 'node:timers/promises';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { drain } from '../../../src/worker/connections/drain.js';
import { Client, listening, NEVER_MS, type Scene } from './drained-server.js';

/** Where a drain can throw. */
const FAULTS: readonly [title: string, break_: (scene: Scene) => void][] = [
  ['the announcement', ({ server }) => Object.assign(server, { prependListener: fail })],
  ['the stop of the listener', ({ server }) => Object.assign(server, { off: fail })],
  ['a look', ({ connections }) => Object.assign(connections, { closeQuiet: fail })],
];

function fail(): never {
  throw new Error('a fault of ours');
}

for (const [title, breakScene] of FAULTS) {
  test(`the requests in progress keep their time when ${title} throws, which is noted`, async () => {
    const scene = await listening(() => undefined);
    const { server, connections, port, guard, noted } = scene;
    const client = new Client(port);
    client.socket.write('GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
    const [, response] = await once(server, 'request');
    breakScene(scene);
    const failing = async (it: Server) => void it.off('x', () => undefined);
    const drained = drain(server, NEVER_MS, connections, { guard, stop: failing });
    while (server.listening || (title === 'a look' && noted.length === 0)) await turn();
    response.end('done');
    assert.match(await client.untilClosed(), /done$/);
    await drained;
    assert.match(noted.join(), 'a fault of ours');
  });
}

test('a time limit whose closing throws ends the drain all the same', async () => {
  const { server, connections, port, guard, noted } = await listening(() => undefined);
  const client = new Client(port);
  client.get('/');
  await once(server, 'request');
  Object.assign(connections, { closeAll: fail });
  await drain(server, 0, connections, { guard });
  assert.match(noted.join(), 'a fault of ours');
  client.socket.destroy();
});

test.run();
