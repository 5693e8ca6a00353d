import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ThreadLives } from '../../../src/primary/thread/thread-lives.js';

const test = suite('the lives of aggregator threads');
const SETTLED_MS = 1000;
const NEVER_LISTENED = undefined;

test('the journal is to blame for three short lives in a row, and for each one after them', () => {
  const lives = newLives();
  const verdicts = [NEVER_LISTENED, SETTLED_MS - 1, NEVER_LISTENED, 0].map((ms) => lives.ended(ms, false));
  assert.equal(verdicts, [
    { delayMs: 100, isJournalToBlame: false },
    { delayMs: 200, isJournalToBlame: false },
    { delayMs: 400, isJournalToBlame: true },
    { delayMs: 800, isJournalToBlame: true },
  ]);
});

test('a life that has served for a second ends the row', () => {
  const lives = newLives();
  for (let life = 0; life < 2; life++) lives.ended(NEVER_LISTENED, false);
  assert.equal(lives.ended(SETTLED_MS, false), { delayMs: 0, isJournalToBlame: false });
  assert.equal(lives.ended(NEVER_LISTENED, false), { delayMs: 100, isJournalToBlame: false });
});

test('a life that a single entry has ended ends the row, and waits like any short life', () => {
  const lives = newLives();
  for (let life = 0; life < 2; life++) lives.ended(NEVER_LISTENED, false);
  assert.equal(lives.ended(NEVER_LISTENED, true), { delayMs: 400, isJournalToBlame: false });
  assert.equal(lives.ended(NEVER_LISTENED, false), { delayMs: 800, isJournalToBlame: false });
});

test('a port that cannot be listened on is waited for longer and longer, and the journal is not to blame', () => {
  const lives = newLives();
  const delaysMs = Array.from({ length: 5 }, () => {
    lives.excuse();
    const { delayMs, isJournalToBlame } = lives.ended(NEVER_LISTENED, false);
    assert.not(isJournalToBlame);
    return delayMs;
  });
  assert.equal(delaysMs, [100, 200, 400, 800, 1000]);
});

test('short lives before and after one without a port are in one row', () => {
  const lives = newLives();
  for (let life = 0; life < 2; life++) lives.ended(NEVER_LISTENED, false);
  lives.excuse();
  assert.not(lives.ended(NEVER_LISTENED, false).isJournalToBlame);
  assert.ok(lives.ended(NEVER_LISTENED, false).isJournalToBlame);
});

test.run();

function newLives(): ThreadLives {
  return new ThreadLives({ minDelayMs: 100, maxDelayMs: 1000 });
}
