import { spawn } from 'node:child_process';
import { stripVTControlCharacters } from 'node:util';
import { GroupLimits, groupCpuSeconds } from './group-limits.mjs';

const LOOK_MS = 500;
/** Time to read on after the group was killed, for a process that left the group and still holds the pipe. */
const DRAIN_MS = 2000;

const groups = new Set();

/** Kills every test that still runs, with all that it started. */
export function killGroups() {
  for (const pid of groups) killGroup(pid);
}

/**
 * Runs one compiled test file within its limits and kills what it leaves behind.
 * @returns the counts of its tests, its wall and CPU seconds, and what is wrong with it in words (nothing: it passed)
 */
export async function runTestFile({ name, path, source }, { node, env, cwd }) {
  const started = performance.now();
  const limits = new GroupLimits(source);
  const run = await runGroup(node, [path], { env, cwd, limits });
  const seconds = (performance.now() - started) / 1000;
  return { name, ...judge(run), output: run.output, seconds, cpuSeconds: limits.cpuSeconds };
}

function judge({ output, code, signal, error, passedLimit }) {
  const text = stripVTControlCharacters(output);
  const [total, passed, skipped] = ['Total', 'Passed', 'Skipped'].map((word) => lastCount(text, word));
  const problems = [];
  if (error !== undefined) problems.push(error.message);
  if (passedLimit !== undefined) problems.push(`killed after ${passedLimit}`);
  else if (signal !== null) problems.push(`ended by ${signal}`);
  if (total === undefined || passed === undefined || skipped === undefined) {
    problems.push('no totals: did it call test.run() and reach its end?');
    return { passed: 0, failed: 1, problems };
  }
  if (total === 0) problems.push('no tests');
  if (skipped > 0) problems.push(`${skipped} skipped`);
  const unsuccessful = total - passed + skipped;
  if (total > passed) problems.push(`${total - passed} of ${total} failed`);
  else if (code !== 0 && code !== null) problems.push(`exit code ${code}`);
  // Whatever else is wrong must show in the counts too.
  return { passed, failed: Math.max(unsuccessful, problems.length > 0 ? 1 : 0), problems };
}

function lastCount(text, word) {
  const found = [...text.matchAll(new RegExp(`^  ${word}: +(\\d+)$`, 'gm'))].at(-1);
  return found === undefined ? undefined : Number(found[1]);
}

function runGroup(command, args, { env, cwd, limits }) {
  const child = spawn(command, args, { env, cwd, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  const run = { output: '', code: null, signal: null, error: undefined, passedLimit: undefined };
  const append = (chunk) => {
    run.output += chunk;
  };
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', append);
  if (child.pid !== undefined) groups.add(child.pid);
  return new Promise((resolve) => {
    const watch = watchLimits(child.pid, limits, (passedLimit) => {
      run.passedLimit ??= passedLimit;
      killGroup(child.pid);
    });
    child.on('error', (error) => {
      run.error = error;
    });
    child.on('exit', () => {
      clearInterval(watch);
      killGroup(child.pid);
      groups.delete(child.pid);
      setTimeout(() => destroyPipes(child), DRAIN_MS).unref();
    });
    child.on('close', (code, signal) => {
      clearInterval(watch);
      resolve({ ...run, code, signal });
    });
  });
}

function watchLimits(pid, limits, onPassed) {
  const started = performance.now();
  const look = () => {
    const passedLimit = limits.check((performance.now() - started) / 1000, groupCpuSeconds(pid));
    if (passedLimit !== undefined) onPassed(passedLimit);
  };
  return setInterval(look, LOOK_MS);
}

function destroyPipes(child) {
  child.stdout.destroy();
  child.stderr.destroy();
}

function killGroup(pid) {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // The whole group has ended by itself.
  }
}
