import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { FrameLog, type LogRecord, readLog } from '../../../src/primary/protocol/frame-log.js';
import type { OutsideValue } from '../../../src/primary/protocol/outside-values.js';
import { MAX_FRAME_BYTES } from '../../../src/shared/frame/frame.js';
import type { Labels } from '../../../src/shared/model/family.js';

const PLAIN = { noNullPrototype: true };

type Written =
  | { readonly number: number }
  | { readonly incarnation: number; readonly bytes: Uint8Array }
  | { readonly incarnation: number; readonly values: readonly OutsideValue[] };

function write(log: FrameLog, written: readonly Written[]): void {
  for (const one of written) {
    if ('number' in one) log.entry(one.number);
    else if ('values' in one) log.outside(one.incarnation, one.values);
    else log.frame(3, one.incarnation, one.bytes);
  }
}

function read(memories: readonly SharedArrayBuffer[], epoch: number): unknown[] {
  return readLog(memories, epoch).map((record) => {
    if (record.kind === 'entry') return { number: record.number };
    const { entry } = record;
    if (entry.kind === 'outside') return { incarnation: entry.incarnation, values: entry.values };
    assert.is(entry.slot, 3);
    return { incarnation: entry.incarnation, bytes: new Uint8Array(entry.bytes) };
  });
}

test('the reader gets exactly what was written since the last checkpoint, in the order of writing', () => {
  const incarnation = fc.nat({ max: 4_294_967_295 });
  const labels = fc.constantFrom<Labels>(
    [],
    [['kind', 'minor']],
    [
      ['a', '€\n'],
      ['b', ''],
    ],
  );
  const value = fc.record({ name: fc.string({ unit: 'grapheme' }), labels, value: fc.double() }, PLAIN);
  const record = fc.oneof(
    fc.record({ number: fc.maxSafeNat() }, PLAIN),
    fc.record({ incarnation, bytes: fc.uint8Array({ maxLength: 50 }) }, PLAIN),
    fc.record({ incarnation, values: fc.array(value, { maxLength: 5 }) }, PLAIN),
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
      records.map((record) => bytesOf(record).at(-1)),
      [1, 2, 3].map((mark) => round + mark),
    );
    log.clear();
  }
  assert.is(memories.length, 3);
});

function bytesOf(record: LogRecord): Uint8Array {
  return record.kind === 'own' && record.entry.kind === 'frame' ? record.entry.bytes : new Uint8Array();
}

test('no reader sees half a record, though the thread ends while it writes one', () => {
  const memories: SharedArrayBuffer[] = [];
  const log = new FrameLog((memory) => memories.push(memory));
  const whole = { incarnation: 1, values: [{ name: 'whole', labels: [], value: 1 }] };
  write(log, [whole]);
  const seen: unknown[][] = [];
  // The log asks for the length before and after it writes the head of the record.
  const bytes = Object.defineProperty(new Uint8Array(3), 'byteLength', {
    get() {
      seen.push(read(memories, 1));
      return 3;
    },
  });
  log.frame(3, 2, bytes);
  assert.ok(seen.length > 2);
  for (const records of seen) assert.equal(records, [whole]);
  assert.is(read(memories, 1).length, 2);
});

test.run();
