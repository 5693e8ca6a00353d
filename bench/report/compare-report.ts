import { JsonValue } from './json-value.js';
import { type Provenance, readProvenance } from './provenance.js';

/** What one library did in a scenario. */
export interface Outcome {
  /** null: it was not run; `observed` says why. */
  readonly passes: boolean | null;
  readonly observed: string;
}

/** One way in which a merged page can go wrong. */
export interface Scenario {
  readonly id: string;
  readonly name: string;
  readonly expected: string;
  readonly outcomes: Readonly<Record<string, Outcome>>;
}

/** What `npm run compare` writes into bench/results/compare.json. */
export interface CompareReport extends Provenance {
  readonly scenarios: readonly Scenario[];
}

/** Reads a report. Throws with the place of what is not as it should be. */
export function readCompareReport(file: string, text: string): CompareReport {
  const report = JsonValue.parse(file, text);
  return { ...readProvenance(report), scenarios: report.field('scenarios').elements().map(readScenario) };
}

function readScenario(scenario: JsonValue): Scenario {
  const outcomes = scenario.field('outcomes').fields();
  return {
    id: scenario.field('id').text(),
    name: scenario.field('name').text(),
    expected: scenario.field('expected').text(),
    outcomes: Object.fromEntries(outcomes.map(([library, outcome]) => [library, readOutcome(outcome)])),
  };
}

function readOutcome(outcome: JsonValue): Outcome {
  return {
    passes: outcome.field('passes').optional((value) => value.boolean()) ?? null,
    observed: outcome.field('observed').text(),
  };
}
