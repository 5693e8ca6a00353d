import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { SharedCounters } from '../../../src/primary/protocol/shared-counters.js';

test('the counts of the main loop and of one thread after another add up, and none falls', () => {
  const mainLoop = new SharedCounters();
  for (let life = 1; life <= 3; life++) {
    const thread = new SharedCounters(mainLoop.memory);
    thread.rejected('gap');
    mainLoop.rejectedInMainLoop('gap');
    mainLoop.rejectedInMainLoop('unheard of');
    thread.conflicted('type');
    thread.scraped(200, 0.02);
    const counts = new Map([...thread.byRejectReason, ...thread.byConflictReason, ...thread.byCode]);
    assert.equal([counts.get('gap'), counts.get('type'), counts.get('200')], [2 * life, life, life]);
    assert.is(new Map(thread.byRejectReason).get('malformed'), life);
    assert.equal(thread.durations.buckets.at(-1), ['+Inf', life]);
    assert.equal(mainLoop.byRejectReason, thread.byRejectReason);
  }
});

test.run();
