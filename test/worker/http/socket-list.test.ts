import { Socket } from 'node:net';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { SocketExchanges } from '../../../src/worker/http/socket-exchanges.js';
import { SocketList } from '../../../src/worker/http/socket-list.js';

function scene(count: number) {
  const list = new SocketList();
  const connections = Array.from({ length: count }, () => new SocketExchanges(new Socket()));
  for (const connection of connections) list.add(connection);
  const open = () => connections.flatMap((connection, index) => ([...list].includes(connection) ? [index] : []));
  return { list, connections, open, remove: (index: number) => list.delete(connections[index] as SocketExchanges) };
}

test('sockets leave in any order, and each only once', () => {
  const { list, open, remove } = scene(5);
  assert.ok(remove(1));
  assert.ok(remove(4));
  assert.not(remove(1));
  assert.equal(open(), [0, 2, 3]);
  assert.ok(remove(3));
  assert.ok(remove(0));
  assert.not(remove(4));
  assert.equal(open(), [2]);
  assert.ok(remove(2));
  assert.is([...list].length, 0);
});

test('a socket that was removed with all others does not take its successor along', () => {
  const { list, remove } = scene(2);
  list.clear();
  const successor = new SocketExchanges(new Socket());
  list.add(successor);
  assert.not(remove(0));
  assert.not(remove(1));
  assert.equal([...list], [successor]);
});

test.run();
