// needs: go
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { ClientGolang, clientGolangVersion } from '../../../bench/peers/client-golang.js';

test("Go's client records and renders, and says what it cost", async () => {
  if (clientGolangVersion() === undefined) return;
  const golang = ClientGolang.start('full');
  assert.ok(golang);
  try {
    assert.ok((await golang.cpuNs('observe', 100_000)) > 0);
    assert.ok((await golang.cpuNs('request', 100_000)) > 0);
    assert.ok((await golang.cpuNs('render', 10_000)) > 0);
  } finally {
    await golang.close();
  }
});

test('a quick run leaves it out: building it takes long', () => {
  assert.is(ClientGolang.start('quick'), undefined);
});

test.run();
