import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ConflictLog } from '../../../../src/primary/aggregator/self/conflict-log.js';
import { SharedCounters } from '../../../../src/primary/protocol/shared-counters.js';

const test = suite('conflict log');

test('texts of the app neither fill the log nor forge a line in it', () => {
  const logged: string[] = [];
  const log = new ConflictLog(new SharedCounters(), (message) => logged.push(message));
  log.beginNew();
  log.noted('unknown_aggregator', 'A'.repeat(5000), 'B'.repeat(5000), 1);
  log.noted('collect_failed', 'm\nworker 2 is ready', '\u001b[2Jgone\r\nworker 3 is ready', 1);
  assert.is(logged[0], `metric \`${'A'.repeat(500)}...\` of worker 1: unknown aggregator: ${'B'.repeat(500)}...`);
  const expected =
    'metric `m\\x0aworker 2 is ready` of worker 1: collect failed: \\x1b[2Jgone\\x0d\\x0aworker 3 is ready';
  assert.is(logged[1], expected);
});

test.run();
