import { existsSync, writeFileSync } from 'node:fs';
import type { BenchReport } from '../report/bench-report.js';

/** Writes a report as JSON. */
export function writeReport(file: string, report: BenchReport): void {
  writeFileSync(file, `${JSON.stringify(report, undefined, 2)}\n`);
}

/**
 * Throws where a part of a run would replace a report. The rows of the part have another date, machine and commit, and
 * would pass for rows of a whole run.
 * @param isPart whether some measurements are left out, or do too little work for their figures to say anything
 */
export function refuseToMix(file: string, isPart: boolean): void {
  if (!isPart || !existsSync(file)) return;
  throw new Error(`${file} is there already: a report is of one whole run. Write a part to another file.`);
}
