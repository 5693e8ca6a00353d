import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Effort, Measurement } from '../costs/measurement.js';
import type { Row } from '../report/row.js';

const PROGRAM = fileURLToPath(new URL('./measurement-program.js', import.meta.url));
/** Time after which a measurement is killed. */
const LIMIT_MS = 400_000;

/**
 * Runs one measurement as a process group of its own. The group is killed when it takes too long, and when this process
 * ends.
 * @returns the rows; undefined when the measurement failed, and stderr then says why
 */
export async function runMeasurement({ name }: Measurement, effort: Effort): Promise<Row[] | undefined> {
  const start = performance.now();
  const child = fork(PROGRAM, [name, effort], {
    execArgv: ['--expose-gc'],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    serialization: 'advanced',
    detached: true,
  });
  const kill = () => killGroup(child.pid);
  process.once('exit', kill);
  const limit = setTimeout(kill, LIMIT_MS);
  try {
    const rows = await new Promise<Row[] | undefined>((resolve) => {
      let received: Row[] | undefined;
      child.once('message', (message) => {
        received = message as Row[];
      });
      child.once('close', () => resolve(received));
    });
    const seconds = ((performance.now() - start) / 1000).toFixed(1);
    console.error(`${rows ? 'measured' : 'FAILED  '} ${name} (${seconds} s)`);
    return rows;
  } finally {
    clearTimeout(limit);
    process.off('exit', kill);
    kill();
  }
}

function killGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // All processes of the group have ended already.
  }
}
