import type { FamilyDefinition } from '../../model/family.js';
import type { TrackedFamily } from '../../tracking/change-tracker.js';
import { labelRulesOf, type MetricReading } from './metric-reading.js';
import type { LabelRules } from './sample-labels.js';
import { SampleLayout } from './sample-layout.js';
import { SampleStaging } from './sample-staging.js';

/** A family and what goes with its definition. */
export interface FamilyShape {
  readonly family: TrackedFamily;
  readonly definition: FamilyDefinition;
  readonly layout: SampleLayout;
  readonly rules: LabelRules;
  readonly staging: SampleStaging;
}

/** Claims that two readings are of one metric that says the same of itself. */
export function isSameHead(a: MetricReading, b: MetricReading): boolean {
  return (
    a.metric === b.metric &&
    a.help === b.help &&
    a.type === b.type &&
    a.aggregator === b.aggregator &&
    a.scope === b.scope &&
    isSameMap(a.defaults, b.defaults)
  );
}

/** Makes what goes with a definition. */
export function makeShape(family: TrackedFamily, definition: FamilyDefinition, reading: MetricReading): FamilyShape {
  return {
    family,
    definition,
    layout: new SampleLayout(definition),
    rules: labelRulesOf(reading),
    staging: new SampleStaging(family.width),
  };
}

/** Claims that a definition, and the default labels it goes with, are those of a shape. */
export function isSameShape(shape: FamilyShape, definition: FamilyDefinition, reading: MetricReading): boolean {
  return (
    isSameMap(shape.rules.defaults, reading.defaults) && JSON.stringify(shape.definition) === JSON.stringify(definition)
  );
}

function isSameMap(a: ReadonlyMap<string, string>, b: ReadonlyMap<string, string>): boolean {
  return a === b || (a.size === b.size && [...a].every(([name, value]) => b.get(name) === value));
}
