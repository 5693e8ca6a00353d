// docs/wire-format.md shows a frame byte by byte, and the numbers of the format. Both are held to the code here.
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { MAX_GREETING_BYTES } from '../../../src/shared/channel/socket-messages.js';
import { decodeFrame, FRAME_VERSION, FrameWriter, MAX_FRAME_BYTES } from '../../../src/shared/frame/frame.js';
import { FrameChunks } from '../../../src/shared/frame/frame-chunks.js';
import {
  CHECKSUM_BYTES,
  type FrameHeader,
  HEADER_AT,
  HEADER_BYTES,
  MAGIC,
  OP,
  type RejectReason,
  SCOPES,
  WHOLE_CHECKSUM,
} from '../../../src/shared/frame/frame-format.js';
import { labelsFrom } from '../../../src/shared/frame/label-bytes.js';
import { FAMILY_TYPES, type FamilyDefinition } from '../../../src/shared/model/family.js';
import { ChangeTracker } from '../../../src/shared/tracking/change-tracker.js';
import { textOf } from '../../docs/documents.js';
import { updatesOf } from '../tracking/updates.js';
import {
  documentedParts,
  encodePart,
  itemsOf,
  labelsOf,
  numberOf,
  rowsUnder,
  sentencesOf,
} from './documented-parts.js';
import { HEADER, PLAIN } from './frames.js';

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
  assert.equal([records.removed, records.gone, records.notes], [[], [], []]);
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

test('the tables of the header and of the records list what the code has', () => {
  const rows = rowsUnder('Frame');
  const fields = rows.filter(([offset = '']) => /^\d+$/.test(offset) && Number(offset) < HEADER_BYTES);
  const offsets = fields.flatMap(([offset, field = '']) => (field in HEADER_AT ? [[field, Number(offset)]] : []));
  assert.equal(Object.fromEntries(offsets), HEADER_AT);
  const rowOf = (name: string) => rows.find(([, field]) => field === name) ?? [];
  assert.is(rowOf('records')[0], String(HEADER_BYTES));
  assert.is(rowOf('checksum')[0], `length - ${CHECKSUM_BYTES}`);
  assert.match(rowOf('checksum')[3] ?? '', `0x${WHOLE_CHECKSUM.toString(16)}`);
  const ops = Object.entries(OP).map(([name, op]) => [String(op), name]);
  const kinds = rows.filter(([kind, name = '']) => name in OP && kind !== undefined);
  assert.equal(
    kinds.map(([kind, name]) => [kind, name]),
    ops.sort(),
  );
  assert.is(numberIn('', 'magic'), MAGIC);
  assert.match(rowOf('magic')[3] ?? '', `\`${bytes.toString('latin1', 0, 4)}\``);
  assert.match(rowOf('version')[3] ?? '', `: ${FRAME_VERSION}`);
});

test('the page numbers types and scopes as the code does', () => {
  const types = FAMILY_TYPES.map((type, index) => `${index} ${type}`).join(', ');
  assert.match(sentencesOf('Types'), `${types}.`);
  for (const [index, scope] of SCOPES.entries()) assert.match(sentencesOf('Scopes'), `${index} ${scope} (`);
});

test('the page lists every reason of the decoder in the order of its checks, and every reason of the runbook', () => {
  const decoder: Record<RejectReason, true> = {
    not_bytes: true,
    too_large: true,
    truncated: true,
    magic: true,
    version: true,
    checksum: true,
    malformed: true,
  };
  const listed = rowsUnder('Invalid frames').map(([reason = '']) => reason.replaceAll('`', ''));
  assert.equal(listed, [...Object.keys(decoder), 'identity', 'stale', 'gap', 'quarantined']);
  const [, runbook = ''] = textOf('docs/runbooks.md').split('## ClusterFramesRejected');
  for (const reason of listed) assert.match(runbook, `\`${reason}\``);
});

test('the limits on lengths are those of the code', () => {
  assert.is(limitOf('greeting'), MAX_GREETING_BYTES);
  assert.is(limitOf('frame'), MAX_FRAME_BYTES);
  const chunks = new FrameChunks();
  chunks.begin(HEADER, 1);
  const detail = 'x'.repeat(1000);
  for (let note = 0; note < 300; note++) chunks.next().note('', '', detail);
  const excess = (chunks.finish()[0]?.length ?? 0) - limitOf('frame that gets another record');
  assert.ok(excess >= 0 && excess < 1100, `${excess} bytes more`);
});

test('the limits on definitions and notes are those of the code', () => {
  const tracker = new ChangeTracker({ maxSeries: 9 });
  const family = tracker.family({ ...PLAIN, help: '' });
  const most = limitOf('definitions of a series and its family') - PLAIN.name.length - 'a'.length;
  assert.ok(tracker.series(family, [['a', 'x'.repeat(most)]]));
  assert.is(tracker.series(family, [['a', 'x'.repeat(most + 1)]]), undefined);
  assert.is(tracker.droppedSeries, 1);
  const longest = limitOf('family and detail of a note');
  for (let note = 0; note < 1100; note++) tracker.note('r', 'x'.repeat(600), `${note}${'y'.repeat(600)}`);
  const notes = tracker.take(HEADER, 0, 0).flatMap((frame) => {
    const decoded = decodeFrame(frame);
    return 'frame' in decoded ? decoded.frame.records.notes : [];
  });
  assert.is(notes.length, limitOf('notes of an incarnation'));
  for (const note of notes) assert.equal([note.family.length, note.detail.length], [longest, longest]);
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
  const [type, scope] = [
    FAMILY_TYPES.find((known) => known === word('type')),
    SCOPES.find((known) => known === word('scope')),
  ];
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

/** A documented limit in its smallest unit. */
function limitOf(what: string): number {
  const row = rowsUnder('Limits').find(([name = '']) => name === what || name.startsWith(`${what}:`));
  const [, number = '', unit = ''] = /^(\d+)(?: (MiB|KiB))?/.exec(row?.[1] ?? '') ?? [];
  return Number(number) * (unit === 'MiB' ? 1024 * 1024 : unit === 'KiB' ? 1024 : 1);
}

function hex(some: Uint8Array): string {
  return Buffer.from(some).toString('hex');
}
