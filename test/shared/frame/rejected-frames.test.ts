import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { FRAME_VERSION, FrameWriter, MAX_FRAME_BYTES } from '../../../src/shared/frame/frame.js';
import type { FamilyDefinition } from '../../../src/shared/model/family.js';
import { HEADER, PLAIN, rejection, sealed, smallFrame } from './frames.js';

const test = suite('rejected frames');

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
  // The borders between the eight records, the frame's start included.
  assert.is(taken.length, 8);
});

test('a count of billions takes no memory', () => {
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
  payload[4] = FRAME_VERSION + 1;
  assert.is(rejection(sealed(payload)), 'version');
});

test('definitions that could break a page are rejected', () => {
  const odd: Partial<FamilyDefinition>[] = [
    { name: 'a b' },
    { name: 'x\n# HELP' },
    { labelNames: ['a', 'a'] },
    { labelNames: ['b', 'a'] },
    { labelNames: ['a-b'] },
    { labelNames: ['__name__'] },
    { labelNames: ['le'], type: 'histogram' },
    { labelNames: ['quantile'], type: 'summary' },
    { labelNames: ['worker'], type: 'summary' },
    { labelNames: ['worker'], scope: 'worker' },
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
    [['__name__', 'x']],
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

test("a gauge may have the app's own labels `le`, `quantile` and `worker`", () => {
  const writer = new FrameWriter(HEADER);
  writer.family(1, { ...PLAIN, type: 'gauge', labelNames: ['__name', 'le', 'quantile', 'worker'] });
  writer.series(2, 1, [
    ['__name', ''],
    ['le', ''],
    ['quantile', ''],
    ['worker', ''],
  ]);
  assert.is(rejection(writer.finish()), 'taken');
});

test('a note that no worker of ours writes is rejected, so that no log grows without end', () => {
  const [fits, long] = ['x'.repeat(500), 'x'.repeat(501)];
  const noted = (...note: [reason: string, family: string, detail: string]) => {
    const writer = new FrameWriter(HEADER);
    writer.note(...note);
    return rejection(writer.finish());
  };
  assert.is(noted(fits, fits, fits), 'taken');
  assert.is(noted(long, '', ''), 'malformed');
  assert.is(noted('', long, ''), 'malformed');
  assert.is(noted('', '', long), 'malformed');
});

test.run();
