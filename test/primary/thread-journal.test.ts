import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { ClusterState } from '../../src/primary/aggregator/cluster-state.js';
import { FrameQuarantine } from '../../src/primary/frame-quarantine.js';
import { ThreadJournal } from '../../src/primary/thread-journal.js';

const RESTARTS_UNTIL_CHECKPOINT = 10;
const FRAME_BYTES = 300_000;

function checkpoint() {
  const state = new ClusterState({ maxSeries: 1, onNote: () => undefined });
  return { state: state.snapshot(), living: new Map() };
}

function frame(incarnation: number, bytes: Uint8Array) {
  return { kind: 'frame', slot: 0, incarnation, bytes } as const;
}

/** What a primary keeps after so many restarts, with a checkpoint now and then. */
function keptAfter(restarts: number) {
  const journal = new ThreadJournal();
  const quarantine = new FrameQuarantine();
  for (let incarnation = 1; incarnation <= restarts; incarnation++) {
    journal.append({ kind: 'began', slot: 0, incarnation, pid: 1 });
    const { number } = journal.append(frame(incarnation, new Uint8Array(FRAME_BYTES)));
    new Float64Array(quarantine.memory)[0] = number;
    quarantine.judge(journal.entries, true);
    const last = journal.append({ kind: 'ended', incarnation });
    quarantine.gone(incarnation);
    if (incarnation % RESTARTS_UNTIL_CHECKPOINT === 0) journal.checkpointed(last.number, checkpoint());
  }
  return { entries: journal.entries.length, chunks: journal.chunkCount, suspects: quarantine.size };
}

test('after 500 restarts the primary keeps as much as after 50', () => {
  assert.equal(keptAfter(500), keptAfter(50));
  assert.equal(keptAfter(505).entries, 15);
});

test('bytes not in the checkpoint stay when chunks are used again', () => {
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
    if (round % 7 === 6) journal.checkpointed(numbers[0] ?? 0, checkpoint());
  }
});

test('a frame larger than a chunk is kept whole', () => {
  const journal = new ThreadJournal();
  const { entry } = journal.append(frame(1, new Uint8Array(3_000_000).fill(7)));
  assert.ok(entry.kind === 'frame' && entry.bytes.byteLength === 3_000_000 && entry.bytes.every((byte) => byte === 7));
  journal.checkpointed(1, checkpoint());
  assert.is(journal.chunkCount, 0, 'it is not held for the next one');
});

test('a worker of which three frames ended the thread is muted until it ends', () => {
  const quarantine = new FrameQuarantine();
  const journal = new ThreadJournal();
  for (let count = 1; count <= 3; count++) {
    assert.not(quarantine.isMuted(4));
    const { number } = journal.append(frame(4, new Uint8Array([count])));
    new Float64Array(quarantine.memory)[0] = number;
    assert.is(quarantine.judge(journal.entries, false), undefined, 'once may be by chance');
    new Float64Array(quarantine.memory)[0] = number;
    assert.is(quarantine.judge(journal.entries, false)?.number, number);
  }
  assert.ok(quarantine.isMuted(4));
  quarantine.gone(4);
  assert.not(quarantine.isMuted(4));
});

test.run();
