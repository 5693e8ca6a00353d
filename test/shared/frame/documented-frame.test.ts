// docs/wire-format.md shows a frame byte by byte. The frame and the page's words on it are held to the code here.
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { decodeFrame, type FrameHeader, FrameWriter } from '../../../src/shared/frame/frame.js';
import { SCOPES } from '../../../src/shared/frame/frame-format.js';
import { labelsFrom } from '../../../src/shared/frame/label-bytes.js';
import { FAMILY_TYPES, type FamilyDefinition } from '../../../src/shared/model/family.js';
import { ChangeTracker } from '../../../src/shared/tracking/change-tracker.js';
import { textOf } from '../../docs/documents.js';
import { updatesOf } from '../tracking/updates.js';
import { documentedParts, encodePart, itemsOf, labelsOf, numberOf } from './documented-parts.js';

const test = suite('the documented frame');

const parts = documentedParts();
const bytes = Buffer.concat(parts.map((part) => part.bytes));
const header = documentedHeader();
const definition = documentedDefinition();
const labels = labelsOf(textIn('series', 'labels'));
const values = itemsOf(textIn('update', 'values')).map(Number);
const [familyId, seriesId] = [numberIn('family', 'id'), numberIn('series', 'id')];

test('each part has the offset, and the bytes, that its type and its value make', () => {
  let offset = 0;
  for (const part of parts) {
    assert.is(part.offset, offset, part.field);
    assert.is(part.bytes.toString('hex'), encodePart(part).toString('hex'), `${part.field} at ${offset}`);
    offset += part.bytes.length;
  }
  assert.match(textOf('docs/wire-format.md'), `${offset} bytes.`);
});

test('the bytes decode to what the page says of them', () => {
  const decoded = decodeFrame(bytes);
  if ('rejected' in decoded) throw new Error(decoded.rejected);
  const { header: foundHeader, records } = decoded.frame;
  assert.equal(foundHeader, header);
  assert.equal(records.families, [{ id: familyId, definition }]);
  const series = records.series.map(({ labelBytes, ...one }) => ({ ...one, labels: labelsFrom(labelBytes) }));
  assert.equal(series, [{ id: seriesId, familyId: numberIn('series', 'family id'), labels }]);
  assert.equal(updatesOf(records), [{ id: numberIn('update', 'id'), values }]);
  assert.equal([records.removed, records.gone, records.suspended, records.notes], [[], [], [], []]);
});

test('the writer makes the same bytes', () => {
  const writer = new FrameWriter(header);
  writer.family(familyId, definition);
  writer.series(seriesId, familyId, labels);
  writer.update(seriesId, values, 0, values.length);
  assert.is(hex(writer.finish()), hex(bytes));
});

test('a worker with this histogram sends the same bytes as its first frame', () => {
  const tracker = new ChangeTracker({ maxSeries: 1 });
  const series = tracker.series(tracker.family(definition), labels);
  assert.ok(series);
  tracker.set(series, values);
  assert.equal(tracker.take(header, header.flushId, header.takenAt).map(hex), [hex(bytes)]);
});

test.run();

function documentedHeader(): FrameHeader {
  const number = (field: string) => numberIn('', field);
  return {
    slot: number('slot'),
    incarnation: number('incarnation'),
    sequence: number('sequence'),
    flushId: number('flushId'),
    takenAt: number('takenAt'),
    droppedSeries: number('droppedSeries'),
  };
}

function documentedDefinition(): FamilyDefinition {
  const text = (field: string) => textIn('family', field);
  const word = (field: string) => text(field).split(' ')[0];
  const type = FAMILY_TYPES.find((known) => known === word('type'));
  const scope = SCOPES.find((known) => known === word('scope'));
  if (type === undefined || scope === undefined) throw new Error('the page names an unknown type or scope');
  const [labelNames, bounds] = [itemsOf(text('label names')), itemsOf(text('bounds')).map(Number)];
  return { name: text('name'), help: text('help'), type, aggregator: text('aggregator'), scope, labelNames, bounds };
}

/** The documented value of a field of a record, or of the header: `''`. */
function textIn(record: string, field: string): string {
  const start = parts.findIndex((part) => part.field === 'record' && part.value.split(' ')[0] === record);
  const found = parts.find((part, index) => index > start && part.field === field);
  if (!found || (record !== '' && start < 0)) throw new Error(`the page has no ${field} of ${record}`);
  return found.value;
}

function numberIn(record: string, field: string): number {
  return numberOf(textIn(record, field));
}

function hex(some: Uint8Array): string {
  return Buffer.from(some).toString('hex');
}
