import { JsonValue } from './json-value.js';
import { type Provenance, readProvenance } from './provenance.js';

/** The report that `npm run compare` writes into bench/results/compare.json. */
export interface CompareReport extends Provenance {
  readonly scenarios: readonly ScenarioResult[];
}

/** How every library did in one scenario. */
export interface ScenarioResult {
  readonly id: string;
  readonly name: string;
  readonly expected: string;
  readonly outcomes: Readonly<Record<string, Outcome>>;
}

/** How one library did in a scenario. */
export interface Outcome {
  /** null: the library could not be judged, and `observed` says why. */
  readonly passes: boolean | null;
  /** What was seen, with its figures. */
  readonly observed: string;
}

/** Reads a report. Throws an error that names the place of a field that is missing or of another type. */
export function readCompareReport(file: string, text: string): CompareReport {
  const report = JsonValue.parse(file, text);
  return { ...readProvenance(report), scenarios: report.field('scenarios').elements().map(readResult) };
}

function readResult(result: JsonValue): ScenarioResult {
  const outcomes = result.field('outcomes').fields();
  return {
    id: result.field('id').text(),
    name: result.field('name').text(),
    expected: result.field('expected').text(),
    outcomes: Object.fromEntries(outcomes.map(([library, outcome]) => [library, readOutcome(outcome)])),
  };
}

function readOutcome(outcome: JsonValue): Outcome {
  return {
    passes: outcome.field('passes').optional((value) => value.boolean()) ?? null,
    observed: outcome.field('observed').text(),
  };
}
