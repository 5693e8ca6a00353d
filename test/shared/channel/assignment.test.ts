import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { parseAssignment, type WorkerAssignment } from '../../../src/shared/channel/assignment.js';

const test = suite('assignment of a worker');

const ASSIGNMENT: WorkerAssignment = {
  slot: 1,
  incarnation: 2,
  port: 3000,
  reusePort: false,
  socket: { path: '/tmp/socket', token: 'secret' },
};

test('an assignment is read as it was written', () => {
  assert.equal(parseAssignment(JSON.stringify(ASSIGNMENT)), ASSIGNMENT);
});

test('any other value of the variable is no assignment', () => {
  const others: unknown[] = [
    null,
    7,
    [],
    { ...ASSIGNMENT, slot: '1' },
    { ...ASSIGNMENT, incarnation: 1.5 },
    { ...ASSIGNMENT, port: undefined },
    { ...ASSIGNMENT, reusePort: 0 },
    { ...ASSIGNMENT, socket: '/tmp/socket' },
    { ...ASSIGNMENT, socket: { path: '/tmp/socket' } },
  ];
  for (const other of others) assert.is(parseAssignment(JSON.stringify(other)), undefined);
  for (const text of [undefined, '', 'not JSON']) assert.is(parseAssignment(text), undefined);
});

test.run();
