import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { FrameLog, readLog } from '../../../src/primary/protocol/frame-log.js';
import { MAX_FRAME_BYTES } from '../../../src/shared/frame/frame.js';

const PLAIN = { noNullPrototype: true };

type Written = { readonly number: number } | { readonly incarnation: number; readonly bytes: Uint8Array };

function write(log: FrameLog, written: readonly Written[]): void {
  for (const one of written) {
    if ('number' in one) log.entry(one.number);
    else log.frame(3, one.incarnation, one.bytes);
  }
}

function read(memories: readonly SharedArrayBuffer[], epoch: number): unknown[] {
  return readLog(memories, epoch).map((record) =>
    record.kind === 'entry'
      ? { number: record.number }
      : { incarnation: record.entry.incarnation, bytes: new Uint8Array(record.entry.bytes) },
  );
}

test('the reader gets exactly what was written since the last checkpoint, in the order of writing', () => {
  const record = fc.oneof(
    fc.record({ number: fc.maxSafeNat() }, PLAIN),
    fc.record({ incarnation: fc.nat({ max: 4_294_967_295 }), bytes: fc.uint8Array({ maxLength: 50 }) }, PLAIN),
  );
  fc.assert(
    fc.property(fc.array(fc.array(record), { maxLength: 5 }), (rounds) => {
      const memories: SharedArrayBuffer[] = [];
      const log = new FrameLog((memory) => memories.push(memory));
      for (const [round, written] of rounds.entries()) {
        write(log, written);
        assert.equal(read(memories, round + 1), written);
        assert.is(log.nextEpoch, round + 2);
        log.clear();
        assert.equal(read(memories, round + 2), []);
      }
    }),
    { numRuns: 30 },
  );
});

test('the memory is used again after a checkpoint, and the longest frames fit', () => {
  const memories: SharedArrayBuffer[] = [];
  const log = new FrameLog((memory) => memories.push(memory));
  for (let round = 1; round <= 3; round++) {
    for (let mark = 1; mark <= 3; mark++) log.frame(0, mark, new Uint8Array(MAX_FRAME_BYTES).fill(round + mark));
    const records = readLog(memories, round);
    assert.equal(
      records.map((record) => record.kind === 'frame' && [record.entry.incarnation, record.entry.bytes.at(-1)]),
      [1, 2, 3].map((mark) => [mark, round + mark]),
    );
    log.clear();
  }
  assert.is(memories.length, 3);
});

test.run();
