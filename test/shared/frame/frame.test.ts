import { crc32 } from 'node:zlib';
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import {
  decodeFrame,
  type FrameHeader,
  FrameUpdates,
  FrameWriter,
  MAX_FRAME_BYTES,
} from '../../../src/shared/frame/frame.js';
import { labelsFrom } from '../../../src/shared/frame/label-bytes.js';
import { FAMILY_TYPES, type FamilyDefinition, sortLabels } from '../../../src/shared/model/family.js';
import { updatesOf } from '../tracking/updates.js';

const test = suite('frame');

/** Decoded objects have a prototype; only then they equal generated ones. */
const PLAIN_RECORD = { noNullPrototype: true } as const;

const HEADER: FrameHeader = { slot: 3, incarnation: 7, sequence: 1, flushId: 0, takenAt: 1.5e12, droppedSeries: 0 };
const u32 = fc.integer({ min: 0, max: 0xffffffff });
const id = fc.oneof(u32, fc.maxSafeNat());
const text = fc.string({ unit: 'grapheme', maxLength: 30 });
const value = fc.oneof(
  fc.double(),
  fc.maxSafeNat(),
  fc.nat(),
  fc.constantFrom(
    Number.NaN,
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
    -0,
    0,
    1e-320,
    2 ** 52 - 1,
    2 ** 52,
    2 ** 53 + 2,
    -1,
    127,
    128,
  ),
);
const name = fc.stringMatching(/^[a-zA-Z_][a-zA-Z0-9_]{0,8}$/);
const labels = fc
  .dictionary(name, fc.oneof(text, fc.constant('😀'.repeat(2560))))
  .map((pairs) => sortLabels(Object.entries(pairs)));
const sortedNames = fc.uniqueArray(name, { maxLength: 4 }).map((names) => names.sort());
const sortedNumbers = fc
  .uniqueArray(fc.double({ noNaN: true, noDefaultInfinity: true }), { comparator: (a, b) => a === b, maxLength: 6 })
  .map((numbers) => numbers.sort((a, b) => a - b));
const definition: fc.Arbitrary<FamilyDefinition> = fc
  .record(
    {
      name,
      help: text,
      type: fc.constantFrom(...FAMILY_TYPES),
      aggregator: text,
      scope: fc.constantFrom('merged', 'worker'),
      labelNames: sortedNames,
      bounds: sortedNumbers,
    },
    PLAIN_RECORD,
  )
  .map((all) => (all.type === 'histogram' || all.type === 'summary' ? all : { ...all, bounds: [] }));
const header: fc.Arbitrary<FrameHeader> = fc.record(
  {
    slot: fc.integer({ min: 0, max: 0xffff }),
    incarnation: u32,
    sequence: u32,
    flushId: u32,
    takenAt: fc.double({ noNaN: true, noDefaultInfinity: true }),
    droppedSeries: u32,
  },
  PLAIN_RECORD,
);
/** Ranges of ids that follow one another. */
function rangesOf(numbers: number[]) {
  const ends = numbers.sort((a, b) => a - b);
  return ends.flatMap((from, index) => (index % 2 === 0 ? [{ from, to: ends[index + 1] ?? from }] : []));
}

const content = fc.record(
  {
    removed: fc.array(id),
    gone: fc.uniqueArray(fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }), { maxLength: 8 }).map(rangesOf),
    families: fc.array(fc.record({ id, definition }, PLAIN_RECORD)),
    series: fc.array(fc.record({ id, familyId: id, labels }, PLAIN_RECORD), { maxLength: 4 }),
    updates: fc.array(fc.record({ id, values: fc.array(value, { maxLength: 20 }) }, PLAIN_RECORD)),
    notes: fc.array(fc.record({ reason: text, family: text, detail: text }, PLAIN_RECORD)),
  },
  PLAIN_RECORD,
);

type Content = typeof content extends fc.Arbitrary<infer T> ? T : never;

function encode(frameHeader: FrameHeader, { removed, gone, families, series, updates, notes }: Content): Uint8Array {
  const writer = new FrameWriter(frameHeader);
  for (const one of removed) writer.removed(one);
  for (const { from, to } of gone) writer.gone(from, to);
  for (const one of families) writer.family(one.id, one.definition);
  for (const one of series) writer.series(one.id, one.familyId, one.labels);
  for (const one of updates) writer.update(one.id, [0, ...one.values], 1, one.values.length);
  for (const one of notes) writer.note(one.reason, one.family, one.detail);
  return writer.finish();
}

function smallFrame(): Uint8Array {
  return encode(HEADER, {
    removed: [1],
    gone: [
      { from: 4, to: 4 },
      { from: 6, to: 300 },
    ],
    families: [{ id: 2, definition: { ...PLAIN, type: 'histogram', bounds: [0.1, 1] } }],
    series: [{ id: 3, familyId: 2, labels: [['code', '200']] }],
    updates: [{ id: 3, values: [1, 2, 3, 0.5] }],
    notes: [{ reason: 'malformed', family: 'x', detail: 'why' }],
  });
}

const PLAIN: FamilyDefinition = {
  name: 'x',
  help: 'X.',
  type: 'counter',
  aggregator: 'sum',
  scope: 'merged',
  labelNames: [],
  bounds: [],
};

/** A frame with any payload and a checksum that is right. */
function sealed(payload: Uint8Array): Uint8Array {
  const checksum = Buffer.alloc(4);
  checksum.writeUInt32LE(crc32(payload));
  return Buffer.concat([payload, checksum]);
}

function rejection(bytes: unknown): string {
  const decoded = decodeFrame(bytes);
  return 'rejected' in decoded ? decoded.rejected : 'taken';
}

test('any frame decodes to what was encoded', () => {
  fc.assert(
    fc.property(header, content, (frameHeader, all) => {
      const decoded = decodeFrame(encode(frameHeader, all));
      if ('rejected' in decoded) throw new Error(decoded.rejected);
      const { records } = decoded.frame;
      assert.ok(Object.is(decoded.frame.header.takenAt, frameHeader.takenAt));
      assert.equal(decoded.frame.header, frameHeader);
      assert.equal(records.removed, all.removed);
      assert.equal(records.gone, all.gone);
      assert.equal(records.families, all.families);
      const series = records.series.map(({ labelBytes, ...one }) => ({ ...one, labels: labelsFrom(labelBytes) }));
      assert.equal(series, all.series);
      assert.equal(records.notes, all.notes);
      // Object.is, since -0 must stay.
      const updates = updatesOf(records);
      assert.equal(
        updates.map((update) => [update.id, update.values.length]),
        all.updates.map((update) => [update.id, update.values.length]),
      );
      for (const [index, { values }] of all.updates.entries()) {
        for (const [at, expected] of values.entries()) {
          assert.ok(Object.is(updates[index]?.values[at], expected), `${expected}`);
        }
      }
    }),
    { numRuns: 300 },
  );
});

test('a frame decodes to the same, whatever was decoded into its place before', () => {
  fc.assert(
    fc.property(content, content, (one, other) => {
      const updates = new FrameUpdates();
      decodeFrame(encode(HEADER, one), updates);
      const again = decodeFrame(encode(HEADER, other), updates);
      assert.ok('frame' in again);
      assert.equal(
        updatesOf(again.frame.records),
        other.updates.map(({ id: ofSeries, values }) => ({ id: ofSeries, values })),
      );
    }),
  );
});

test('every bit of a frame counts: a mutated one is rejected', () => {
  const bytes = smallFrame();
  for (let at = 0; at < bytes.length; at++) {
    for (let bit = 0; bit < 8; bit++) {
      const mutated = Uint8Array.from(bytes);
      mutated[at] = (mutated[at] ?? 0) ^ (1 << bit);
      assert.is.not(rejection(mutated), 'taken', `byte ${at}, bit ${bit}`);
    }
  }
  assert.is(rejection(bytes), 'taken');
});

test('a truncated or prolonged frame is rejected', () => {
  const bytes = smallFrame();
  for (let length = 0; length < bytes.length; length++) {
    assert.is.not(rejection(bytes.subarray(0, length)), 'taken', `${length} bytes`);
  }
  assert.is(rejection(Buffer.concat([bytes, Buffer.from([0])])), 'checksum');
});

test('random bytes never throw and are never taken', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => rejection(bytes) !== 'taken'),
    { numRuns: 500 },
  );
});

test('random records under a right checksum never throw', () => {
  const start = new FrameWriter(HEADER).finish().subarray(0, -4);
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), (records) => {
      assert.type(rejection(sealed(Buffer.concat([start, records]))), 'string');
    }),
    { numRuns: 2000 },
  );
});

test('a record cut short is rejected though the checksum is right', () => {
  const bytes = smallFrame();
  const recordsStart = new FrameWriter(HEADER).finish().length - 4;
  const taken: number[] = [];
  for (let length = recordsStart; length < bytes.length - 4; length++) {
    if (rejection(sealed(bytes.subarray(0, length))) === 'taken') taken.push(length);
  }
  // The borders between the seven records, the frame's start included.
  assert.is(taken.length, 7);
});

test('a count of billions asks for no memory', () => {
  const start = new FrameWriter(HEADER).finish().subarray(0, -4);
  const update = Buffer.from([4, 1, 0xff, 0xff, 0xff, 0xff, 0x0f, 2]);
  assert.is(rejection(sealed(Buffer.concat([start, update]))), 'malformed');
});

test('ranges of ids that are not ascending are rejected', () => {
  const start = new FrameWriter(HEADER).finish().subarray(0, -4);
  const gone = (...ranges: number[]) => {
    const records = ranges.flatMap((end, index) => (index % 2 === 0 ? [6, end] : [end]));
    return rejection(sealed(Buffer.concat([start, Buffer.from(records)])));
  };
  assert.is(gone(1, 2, 3, 3), 'taken');
  for (const wrong of [
    [0, 1],
    [2, 1],
    [1, 2, 2, 3],
    [5, 6, 1, 2],
  ])
    assert.is(gone(...wrong), 'malformed', `${wrong}`);
});

test('an integer past 2^53, or without an end, is rejected', () => {
  const start = new FrameWriter(HEADER).finish().subarray(0, -4);
  const removed = (...id: number[]) => rejection(sealed(Buffer.concat([start, Buffer.from([3, ...id])])));
  const most = [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff];
  assert.is(removed(...most, 0x0f), 'taken');
  assert.is(removed(...most, 0x1f), 'malformed');
  assert.is(removed(...most, 0x8f, 0), 'malformed');
});

test('what is no bytes is rejected', () => {
  for (const odd of [null, undefined, 'text', {}, [], 5, new Uint16Array(40), Object.create(Uint8Array.prototype)]) {
    assert.is(rejection(odd), 'not_bytes');
  }
  assert.is(rejection(new Uint8Array(MAX_FRAME_BYTES + 1)), 'too_large');
  assert.is(rejection(new Uint8Array(10)), 'truncated');
  assert.is(rejection(new Uint8Array(100)), 'magic');
});

test('a frame of another version is rejected as such', () => {
  const payload = Uint8Array.from(smallFrame().subarray(0, -4));
  payload[4] = 2;
  assert.is(rejection(sealed(payload)), 'version');
});

test('definitions that could break a page are rejected', () => {
  const odd: Partial<FamilyDefinition>[] = [
    { name: 'a b' },
    { name: 'x\n# HELP' },
    { labelNames: ['a', 'a'] },
    { labelNames: ['b', 'a'] },
    { labelNames: ['a-b'] },
    { bounds: [1] },
    { type: 'histogram', bounds: [1, 1] },
    { type: 'histogram', bounds: [Number.POSITIVE_INFINITY] },
    { type: 'histogram', bounds: [Number.NaN] },
  ];
  for (const part of odd) {
    const writer = new FrameWriter(HEADER);
    writer.family(1, { ...PLAIN, ...part });
    assert.is(rejection(writer.finish()), 'malformed', JSON.stringify(part));
  }
  for (const pairs of [
    [['a"', 'x']],
    [
      ['a', '1'],
      ['a', '2'],
    ],
    [
      ['b', '1'],
      ['a', '2'],
    ],
  ] as [string, string][][]) {
    const writer = new FrameWriter(HEADER);
    writer.series(1, 2, pairs);
    assert.is(rejection(writer.finish()), 'malformed', JSON.stringify(pairs));
  }
});

test.run();
