import { test } from 'uvu';
import * as assert from 'uvu/assert';

/** The part of `scripts/group-limits.mjs` that is tried here: scripts have no types of their own. */
interface Limits {
  readonly cpuSeconds: number | undefined;
  check(wallSeconds: number, cpuSeconds: number | undefined): string | undefined;
}

const { GroupLimits } = (await import(new URL('../../../scripts/group-limits.mjs', import.meta.url).href)) as {
  readonly GroupLimits: new (source: string) => Limits;
};

test('a group that works passes its limit by CPU time, however long that takes', () => {
  const limits = new GroupLimits('// CPU limit: 20 s');
  for (let cpu = 0; cpu < 20; cpu += 1) assert.is(limits.check(cpu * 9, cpu), undefined);
  assert.is(limits.check(180, 20), '20 s of CPU time');
});

test('60 s of CPU time are the limit of a file that states none', () => {
  assert.is(new GroupLimits('').check(59, 59.9), undefined);
  assert.is(new GroupLimits('').check(59, 60), '60 s of CPU time');
});

test('a group that used less than 3 s of CPU time within 90 s hangs', () => {
  const limits = new GroupLimits('');
  assert.is(limits.check(80, 2.5), undefined);
  assert.is(limits.check(89, 3), undefined);
  assert.is(limits.check(178, 5.9), undefined);
  assert.is(limits.check(179, 5.9), '90 s with less than 3 s of CPU time');
});

test('a group that hangs and yet works a little is ended by wall time, ten times its limit', () => {
  const limits = new GroupLimits('// CPU limit: 20 s');
  assert.is(limits.check(100, 6), undefined);
  assert.is(limits.check(159, 12), undefined);
  assert.is(limits.check(200, 16), '200 s of wall time');
});

test('wall time ends a group after 15 minutes at the latest, whatever its limit', () => {
  const limits = new GroupLimits('// CPU limit: 1000 s');
  assert.is(limits.check(899, 500), undefined);
  assert.is(limits.check(900, 501), '900 s of wall time');
});

test('where CPU times are unknown, wall time alone is the limit', () => {
  const limits = new GroupLimits('// CPU limit: 20 s');
  assert.is(limits.check(199, undefined), undefined);
  assert.is(limits.check(200, undefined), '200 s of wall time');
  assert.is(limits.cpuSeconds, undefined);
});

test('CPU time of a process that nobody waited for stays in the sum, and its loss is no sign of a hang', () => {
  const limits = new GroupLimits('');
  limits.check(10, 9);
  assert.is(limits.check(91, 2), undefined);
  assert.is(limits.cpuSeconds, 9);
  assert.is(limits.check(100, 9), undefined);
  assert.is(limits.check(180, 11), undefined);
});

test.run();
