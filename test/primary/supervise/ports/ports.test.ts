import { once } from 'node:events';
import net from 'node:net';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { freePort } from '../../../../src/primary/supervise/ports/free-port.js';
import { kernelPort } from '../../../../src/primary/supervise/ports/kernel-port.js';
import { closeProbe, openProbe, portOf } from '../../../../src/primary/supervise/ports/probe-server.js';

const HOST = '127.0.0.1';
/** An address of the block for documentation (RFC 5737), which no machine has. */
const FOREIGN_HOST = '192.0.2.1';

test('a free port can be listened on afterwards', async () => {
  const port = await freePort(HOST);
  const server = await openProbe({ port, host: HOST });
  assert.is(portOf(server), port);
  await closeProbe(server);
});

test('a host that this machine does not have: ERR_APP_LISTEN, with the cause', async () => {
  const error = await freePort(FOREIGN_HOST).then(
    () => assert.unreachable(),
    (rejected: unknown) => rejected,
  );
  assert.match(String(error), `no free port for the app on ${FOREIGN_HOST}`);
  assert.is(codeOf(error), 'ERR_APP_LISTEN');
  assert.is(error instanceof Error && codeOf(error.cause), 'EADDRNOTAVAIL');
});

test('a port on which somebody listens is not shared, and the reason says so', async () => {
  const taken = await openProbe({ port: 0, host: HOST });
  const claim = await kernelPort(portOf(taken), HOST);
  await closeProbe(taken);
  assert.ok('why' in claim);
  assert.match(claim.why, /EADDRINUSE/);
});

test('a client that meets a probe is cut off', async () => {
  const server = await openProbe({ port: 0, host: HOST });
  const client = net.connect(portOf(server), HOST);
  await once(client, 'close');
  await closeProbe(server);
});

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}

test.run();
