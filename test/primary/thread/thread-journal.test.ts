import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { FrameLog } from '../../../src/primary/protocol/frame-log.js';
import { UNNUMBERED } from '../../../src/primary/protocol/thread-messages.js';
import { FrameQuarantine } from '../../../src/primary/thread/frame-quarantine.js';
import { ThreadJournal } from '../../../src/primary/thread/thread-journal.js';

const RESTARTS_UNTIL_CHECKPOINT = 10;
const FRAME_BYTES = 300_000;

/** A checkpoint. The journal does not read the state. */
function checkpoint() {
  return { state: new Uint8Array(8), living: new Map() };
}

function frame(incarnation: number, bytes: Uint8Array) {
  return { kind: 'frame', slot: 0, incarnation, bytes } as const;
}

/** What a primary keeps after this many restarts, with a checkpoint after every tenth one. */
function keptAfter(restarts: number) {
  const journal = new ThreadJournal();
  const quarantine = new FrameQuarantine();
  for (let incarnation = 1; incarnation <= restarts; incarnation++) {
    journal.append({ kind: 'began', slot: 0, incarnation, pid: 1 });
    const { number } = journal.append(frame(incarnation, new Uint8Array(FRAME_BYTES)));
    new Float64Array(quarantine.memory)[0] = number;
    quarantine.judge(journal.takeOver(number), true);
    const last = journal.append({ kind: 'ended', incarnation });
    quarantine.gone(incarnation);
    if (incarnation % RESTARTS_UNTIL_CHECKPOINT === 0) journal.checkpointed(last.number, 1, checkpoint());
  }
  return { entries: journal.entries.length, chunks: journal.chunkCount, suspects: quarantine.size };
}

test('after 500 restarts the primary keeps as much as after 50', () => {
  assert.equal(keptAfter(500), keptAfter(50));
  assert.equal(keptAfter(505).entries, 15);
});

test('the bytes of entries after the checkpoint stay when chunks are used again', () => {
  const journal = new ThreadJournal();
  const marks = new Map<number, number>();
  for (let round = 0; round < 50; round++) {
    const numbers = [FRAME_BYTES, FRAME_BYTES + 1, 1, 0].map((byteLength, index) => {
      const mark = round * 4 + index;
      const { number } = journal.append(frame(1, new Uint8Array(byteLength).fill(mark)));
      marks.set(number, mark);
      return number;
    });
    for (const { number, entry } of journal.entries) {
      assert.ok(entry.kind === 'frame' && entry.bytes.every((byte) => byte === marks.get(number)), `entry ${number}`);
    }
    if (round % 7 === 6) journal.checkpointed(numbers[0] ?? 0, 1, checkpoint());
  }
});

test('a frame larger than a chunk is kept whole', () => {
  const journal = new ThreadJournal();
  const { entry } = journal.append(frame(1, new Uint8Array(3_000_000).fill(7)));
  assert.ok(entry.kind === 'frame' && entry.bytes.byteLength === 3_000_000 && entry.bytes.every((byte) => byte === 7));
  journal.checkpointed(1, 1, checkpoint());
  assert.is(journal.chunkCount, 0, 'the chunk is not held for the next frame');
});

test('after a crash the journal has what the thread merged, in the order of merging, then what the thread had not merged', () => {
  const journal = new ThreadJournal();
  const early = journal.append({ kind: 'began', slot: 0, incarnation: 1, pid: 1 });
  assert.equal(journal.begin(), [early]);
  const log = new FrameLog((memory) => journal.share(memory));
  const [waits, next, last] = [2, 3, 4].map((incarnation) => journal.append({ kind: 'ended', incarnation }));
  log.frame(0, 1, new Uint8Array([1]));
  log.entry(next?.number ?? 0);
  log.frame(0, 1, new Uint8Array([2]));
  const suspect = journal.takeOver(UNNUMBERED);
  const seen = journal.entries.map(({ entry }) => (entry.kind === 'frame' ? entry.bytes[0] : entry));
  assert.equal(seen, [early.entry, 1, next?.entry, 2, waits?.entry, last?.entry]);
  assert.ok(suspect?.entry.kind === 'frame' && suspect.entry.bytes[0] === 2);
  const numbers = journal.entries.map(({ number }) => number);
  assert.equal(
    numbers,
    numbers.map((_, index) => (last?.number ?? 0) + 1 + index),
  );
});

test('nothing that the thread logged before its checkpoint comes again', () => {
  const journal = new ThreadJournal();
  journal.begin();
  const log = new FrameLog((memory) => journal.share(memory));
  const { number } = journal.append({ kind: 'began', slot: 0, incarnation: 1, pid: 1 });
  log.entry(number);
  log.frame(0, 1, new Uint8Array([1]));
  journal.checkpointed(number, log.nextEpoch, checkpoint());
  // The thread can crash before it has cleared its log.
  journal.takeOver(0);
  assert.equal(journal.entries, []);
});

test('the next thread learns which entries no thread has merged, so that their problems count once', () => {
  const journal = new ThreadJournal();
  journal.begin();
  const log = new FrameLog((memory) => journal.share(memory));
  const [merged] = [1, 2, 3].map((incarnation) => journal.append({ kind: 'ended', incarnation }));
  log.entry(merged?.number ?? 0);
  log.outside(2, []);
  const isNew = () => journal.entries.map(({ number }) => number > journal.mergedUpTo);
  journal.takeOver(0);
  assert.equal(isNew(), [false, false, true, true]);
  journal.begin();
  journal.takeOver(journal.entries[2]?.number ?? 0);
  assert.equal(isNew(), [false, false, false, true], 'the thread ended upon the third one while it was replayed');
  journal.begin();
  journal.takeOver(journal.entries[0]?.number ?? 0);
  assert.equal(isNew(), [false, false, false, true], 'an earlier thread had merged more');
  journal.begin();
  journal.takeOver(0);
  assert.equal(isNew(), [false, false, false, false]);
});

test('values from outside upon which the thread ended are left out, and mute nobody', () => {
  const quarantine = new FrameQuarantine();
  const outside = { kind: 'outside', incarnation: 4, values: [] } as const;
  for (let number = 1; number <= 5; number++) {
    assert.equal(quarantine.judge({ number, entry: outside }, true), { number, entry: outside });
  }
  assert.not(quarantine.isMuted(4));
  assert.is(quarantine.judge({ number: 6, entry: { kind: 'ended', incarnation: 4 } }, true), undefined);
});

test('a worker is muted, until it ends, after three of its frames have ended the thread', () => {
  const quarantine = new FrameQuarantine();
  const journal = new ThreadJournal();
  for (let count = 1; count <= 3; count++) {
    assert.not(quarantine.isMuted(4));
    const { number, entry } = journal.append(frame(4, new Uint8Array([count])));
    const again = journal.takeOver(number);
    assert.is(quarantine.judge(again, false), undefined, 'the thread may have ended upon the frame by chance');
    assert.is(quarantine.judge(journal.takeOver(again?.number ?? 0), false)?.entry, entry);
  }
  assert.ok(quarantine.isMuted(4));
  quarantine.gone(4);
  assert.not(quarantine.isMuted(4));
});

test.run();
