import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { decodeFrame, FrameUpdates } from '../../../src/shared/frame/frame.js';
import { labelsFrom } from '../../../src/shared/frame/label-bytes.js';
import { updatesOf } from '../tracking/updates.js';
import { content, header } from './arbitrary-frames.js';
import { encode, HEADER } from './frames.js';

const test = suite('frame');

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
      assert.equal(records.suspended, all.suspended);
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

test.run();
