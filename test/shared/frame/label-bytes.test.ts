import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ByteReader, MalformedBytes } from '../../../src/shared/frame/byte-reader.js';
import { ByteWriter } from '../../../src/shared/frame/byte-writer.js';
import {
  hasLabel,
  labelBytesOf,
  labelsFrom,
  readLabelBytes,
  writeLabels,
} from '../../../src/shared/frame/label-bytes.js';
import type { Labels } from '../../../src/shared/model/family.js';

const test = suite('label-bytes');

const name = fc.stringMatching(/^[a-zA-Z_][a-zA-Z0-9_]{0,8}$/);
const value = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 30 }),
  fc.string({ unit: 'binary' }),
  fc.constantFrom('a'.repeat(127), 'a'.repeat(128), 'é'.repeat(64), 'x'.repeat(20_000)),
);
const labels = fc
  .dictionary(name, value)
  .map((pairs): Labels => Object.entries(pairs).sort(([a], [b]) => (a < b ? -1 : 1)));

/** Reads what stands among other bytes, and says where it ended. */
function read(bytes: Uint8Array): { readonly found: string; readonly offset: number } {
  const reader = new ByteReader();
  reader.open(Buffer.from([9, ...bytes, 7, 7]), 1, 1 + bytes.length);
  return { found: readLabelBytes(reader), offset: reader.offset - 1 };
}

function written(pairs: Labels): Uint8Array {
  const out = new ByteWriter();
  writeLabels(out, pairs);
  return out.view();
}

test('any labels are read as their bytes, and found again in them', () => {
  fc.assert(
    fc.property(labels, (pairs) => {
      const bytes = written(pairs);
      const { found, offset } = read(bytes);
      assert.is(offset, bytes.length);
      assert.is(found, labelBytesOf(pairs));
      assert.equal(labelsFrom(found), wellFormed(pairs));
    }),
    { numRuns: 500 },
  );
});

test('whatever the bytes are, they are refused or stand for labels that are written in one way', () => {
  const byte = fc.oneof(fc.constantFrom(0, 1, 2, 3, 0x61, 0x62, 0x80, 0xc3, 0xa9, 0xff), fc.nat(255));
  let taken = 0;
  fc.assert(
    fc.property(fc.array(byte, { maxLength: 12 }), (bytes) => {
      try {
        const { found } = read(Uint8Array.from(bytes));
        assert.is(labelBytesOf(labelsFrom(found)), found);
        taken++;
      } catch (error) {
        if (!(error instanceof MalformedBytes)) throw error;
      }
    }),
    { numRuns: 20_000 },
  );
  assert.ok(taken > 100, `${taken} were taken`);
});

test('one series has one key, however a worker writes its labels', () => {
  const plain = read(Buffer.from('\x01\x01a\x01b')).found;
  assert.is(plain, labelBytesOf([['a', 'b']]));
  assert.is(read(Buffer.from([1, 0x81, 0, 0x61, 1, 0x62])).found, plain, 'a length in more bytes than it needs');
  const replaced = labelBytesOf([['a', '\ufffd']]);
  assert.is(read(Buffer.from([1, 1, 0x61, 1, 0xff])).found, replaced, 'no UTF-8');
  assert.is(read(written([['a', '\ud800']])).found, replaced, 'half a character');
});

test('a label is found by its name, and not by a value or a part of a name', () => {
  const long = 'x'.repeat(200);
  for (const pairs of [
    [['le', '']],
    [
      ['a', 'é'],
      ['le', long],
    ],
    [
      ['_', '_'],
      ['__x', ''],
      ['le', '1'],
    ],
  ] as Labels[])
    assert.ok(hasLabel(labelBytesOf(pairs), 'le'), JSON.stringify(pairs));
  for (const pairs of [[], [['a', 'le']], [['a', '\x02le\x00']], [['ale', '']], [['led', long]]] as Labels[])
    assert.not(hasLabel(labelBytesOf(pairs), 'le'), JSON.stringify(pairs));
});

test('labels that no page could have are refused', () => {
  const [a, b] = ['\x01a\x00', '\x01b\x00'];
  assert.is(read(Buffer.from(`\x02${a}${b}`)).offset, 7);
  const isMalformed = (error: unknown) => error instanceof MalformedBytes;
  const incomplete = ['', '\x01', `\x02${a}`, '\x01\x01a\x05b'];
  const outOfOrder = [`\x02${b}${a}`, `\x02${a}${a}`];
  const badNames = ['\x01\x00\x00', '\x01\x011\x00', '\x01\x01-\x00', '\x01\x08__name__\x00'];
  for (const wrong of [...incomplete, ...outOfOrder, ...badNames])
    assert.throws(() => read(Buffer.from(wrong)), isMalformed, JSON.stringify(wrong));
});

/** Of half a character, a page shows the sign that stands for one. */
function wellFormed(pairs: Labels): Labels {
  return pairs.map(([key, text]) => [key, Buffer.from(text).toString()]);
}

test.run();
