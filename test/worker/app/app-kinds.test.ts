import http from 'node:http';
import http2 from 'node:http2';
import https from 'node:https';
import net from 'node:net';
import tls from 'node:tls';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { PromClusterError } from '../../../src/shared/errors.js';
import { toServer } from '../../../src/worker/app/app-kinds.js';

test('servers of http, https and http2 are taken as they are', () => {
  for (const server of [http.createServer(), https.createServer(), http2.createServer(), http2.createSecureServer()]) {
    assert.is(toServer(server), server);
  }
});

class Koa {
  callback() {
    return () => undefined;
  }
}

const unsupported: [app: unknown, kind: string][] = [
  [undefined, 'got `undefined` (does it return the app?)'],
  [null, 'got `null`'],
  ['app', 'got a string'],
  [{}, 'got an object (Object)'],
  [Object.create(null), 'got an object'],
  [new Koa(), 'got an object (Koa)'],
  [Koa, 'got a function'],
  [net.createServer(), 'got an object (Server)'],
  [tls.createServer(), 'got an object (Server)'],
];

for (const [app, kind] of unsupported) {
  test(`unsupported: ${kind}`, () => {
    assert.throws(
      () => toServer(app),
      (error: unknown) =>
        error instanceof PromClusterError && error.code === 'ERR_UNSUPPORTED_APP' && error.message.includes(kind),
    );
  });
}

test.run();
