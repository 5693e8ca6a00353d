// docs/wire-format.md lists offsets, kinds, reasons and limits. They are held to the code here.
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import {
  encodeFlushRequest,
  encodeGreeting,
  MAX_GREETING_BYTES,
  newToken,
  withLength,
} from '../../../src/shared/channel/socket-messages.js';
import { decodeFrame, FRAME_VERSION, MAX_FRAME_BYTES } from '../../../src/shared/frame/frame.js';
import { FrameChunks } from '../../../src/shared/frame/frame-chunks.js';
import {
  CHECKSUM_BYTES,
  HEADER_AT,
  HEADER_BYTES,
  MAGIC,
  OP,
  type RejectReason,
  SCOPES,
  WHOLE_CHECKSUM,
} from '../../../src/shared/frame/frame-format.js';
import { FAMILY_TYPES } from '../../../src/shared/model/family.js';
import { ChangeTracker } from '../../../src/shared/tracking/change-tracker.js';
import { textOf } from '../../docs/documents.js';
import { limitOf, rowsUnder, sentencesOf } from './documented-parts.js';
import { HEADER, PLAIN } from './frames.js';

const test = suite('the documented numbers of a frame');

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
  const kinds = rows.filter(([, name = '']) => name in OP).map(([kind, name]) => [kind, name]);
  assert.equal(kinds, ops.sort());
  const magic = Buffer.alloc(4);
  magic.writeUInt32LE(MAGIC);
  assert.match(rowOf('magic')[3] ?? '', `\`${magic}\``);
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

test('greeting, flush request and length prefix are as the page says', () => {
  const token = newToken();
  assert.match(textOf('docs/wire-format.md'), `${token.length} hexadecimal digits`);
  for (const [purpose = ''] of rowsUnder('Connections')) {
    const name = purpose === '`frames`' ? 'frames' : 'flush-requests';
    assert.is(purpose, `\`${name}\``);
    assert.is(hex(encodeGreeting(token, name)), hex(Buffer.from(`${name} ${token}`, 'ascii')));
  }
  assert.match(sentencesOf('Flush request'), ` ${encodeFlushRequest({ id: 0, full: true }).length} bytes:`);
  assert.is(hex(withLength(encodeFlushRequest({ id: 258, full: true }))), '050000000201000001');
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
  const most =
    limitOf('definitions of a series and its family') - PLAIN.name.length - PLAIN.aggregator.length - 'a'.length;
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

function hex(some: Uint8Array): string {
  return Buffer.from(some).toString('hex');
}
