import { setImmediate as turn } from 'node:timers/promises';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Arrivals } from '../../../../src/primary/aggregator/intake/arrivals.js';
import type { JournalEntry } from '../../../../src/primary/protocol/thread-messages.js';

const INCARNATION = 7;
const ended: JournalEntry = { kind: 'ended', incarnation: INCARNATION };
const other: JournalEntry = { kind: 'ready', incarnation: 8 };

/** A frame whose one byte is its sequence number. */
function frame(sequence: number): JournalEntry & { kind: 'frame' } {
  return { kind: 'frame', slot: 0, incarnation: INCARNATION, bytes: new Uint8Array([sequence]) };
}

/** With what was entered, and the sequence number that comes next. */
function arrive(isOpen: boolean) {
  const state = { isOpen, next: 1, entered: [] as number[], accepting: [] as (() => void)[] };
  const arrivals = new Arrivals({
    isOpen: () => state.isOpen,
    whenAccepted: (done) => state.accepting.push(done),
    isAhead: ({ bytes }) => (bytes[0] ?? 0) > state.next,
    enter: ({ number }) => state.entered.push(number),
  });
  return { state, arrivals };
}

test('an end waits for the end of the socket, and the last frames by way of the primary with it', () => {
  const { state, arrivals } = arrive(true);
  arrivals.arrived({ number: 1, entry: frame(3) });
  arrivals.arrived({ number: 2, entry: ended });
  arrivals.arrived({ number: 3, entry: other });
  assert.equal(state.entered, [3]);
  assert.not(arrivals.isEmpty);
  state.isOpen = false;
  arrivals.closed(INCARNATION);
  assert.equal(state.entered, [3, 1, 2]);
  assert.ok(arrivals.isEmpty);
});

test('a frame that is the next one, or known, does not wait', () => {
  const { state, arrivals } = arrive(true);
  arrivals.arrived({ number: 1, entry: frame(1) });
  assert.equal(state.entered, [1]);
});

test('without a socket the next frame does not wait, a later one and an end wait for one that may not be accepted yet', () => {
  const { state, arrivals } = arrive(false);
  arrivals.arrived({ number: 1, entry: frame(1) });
  arrivals.arrived({ number: 2, entry: frame(9) });
  arrivals.arrived({ number: 3, entry: ended });
  assert.equal(state.entered, [1]);
  state.isOpen = true;
  for (const done of state.accepting) done();
  assert.equal(state.entered, [1]);
  arrivals.closed(INCARNATION);
  assert.equal(state.entered, [1, 2, 3]);
});

test('if no socket comes, the end is entered', () => {
  const { state, arrivals } = arrive(false);
  arrivals.arrived({ number: 1, entry: ended });
  assert.equal(state.entered, []);
  for (const done of state.accepting) done();
  assert.equal(state.entered, [1]);
});

test('a socket that never ends holds nothing up for ever', async () => {
  const { state, arrivals } = arrive(true);
  arrivals.arrived({ number: 1, entry: frame(5) });
  while (state.entered.length === 0) await turn();
  assert.equal(state.entered, [1]);
  assert.ok(arrivals.isEmpty);
});

test.run();
