import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Inlet, type InletTarget } from '../../../../src/primary/aggregator/intake/inlet.js';
import { readLog } from '../../../../src/primary/protocol/frame-log.js';
import type { JournalEntry } from '../../../../src/primary/protocol/thread-messages.js';
import { newSocketPath } from '../../../../src/shared/channel/socket-messages.js';
import { resolveOptions } from '../../../../src/shared/options/resolve-options.js';
import { threadSettings } from '../thread-settings.js';

/** An inlet, and the names of the calls of its target, with what the log holds when the target enters an entry. */
function recordingInlet(mergedUpTo = 0) {
  const memories: SharedArrayBuffer[] = [];
  const calls: unknown[] = [];
  const target: InletTarget = {
    incarnationOf: () => undefined,
    slotOf: () => undefined,
    isAhead: () => false,
    rejected: (reason) => calls.push(reason),
    beginNew: () => calls.push('new'),
    enter: (entry) => calls.push([entry.kind, readLog(memories, 1)]),
    isCheckpointDue: false,
    checkpoint: () => ({ state: new Uint8Array(), living: new Map() }),
  };
  const settings = { ...threadSettings(resolveOptions({}, {})), socketPath: newSocketPath(), mergedUpTo };
  const inlet = new Inlet(settings, target, (message) => {
    if (message.kind === 'memory') memories.push(message.memory);
  });
  return { inlet, calls };
}

test('values from outside are in the log before they are merged', () => {
  const { inlet, calls } = recordingInlet();
  const values = [{ name: 'process_cpu_seconds_total', labels: [], value: 1.5 }];
  inlet.outside(7, values);
  assert.equal(calls, [['outside', [{ kind: 'own', entry: { kind: 'outside', incarnation: 7, values } }]]]);
});

test('what no thread has merged before is told apart in the journal, so that its problems are counted', () => {
  const { inlet, calls } = recordingInlet(4);
  const entry: JournalEntry = { kind: 'ready', incarnation: 1 };
  inlet.entries([3, 4, 5].map((number) => ({ number, entry })));
  assert.equal(calls, [['ready', []], ['ready', []], 'new', ['ready', []]]);
});

test.run();
