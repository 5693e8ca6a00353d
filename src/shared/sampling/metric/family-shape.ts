import { type FamilyDefinition, totalsOf } from '../../model/family.js';
import type { TrackedFamily } from '../../tracking/change-tracker.js';
import { labelRulesOf, type MetricReading } from './metric-reading.js';
import type { LabelRules } from './sample-labels.js';
import { SampleLayout } from './sample-layout.js';
import { SampleStaging } from './sample-staging.js';

/** A tracked family together with all that follows from its definition. A family whose definition changes gets a new shape. */
export interface FamilyShape {
  readonly family: TrackedFamily;
  readonly definition: FamilyDefinition;
  readonly layout: SampleLayout;
  readonly rules: LabelRules;
  readonly staging: SampleStaging;
  /** Which numbers of a series are totals, see `totalsOf`. */
  readonly totals: ReturnType<typeof totalsOf>;
  /** What two definitions must have in common so that a series of one can go on under the other. */
  readonly kind: string;
}

/** Whether two readings are of the same metric, with the same help, type, aggregator, scope and default labels. */
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

/** Makes the shape of a family. */
export function makeShape(family: TrackedFamily, definition: FamilyDefinition, reading: MetricReading): FamilyShape {
  return {
    family,
    definition,
    layout: new SampleLayout(definition),
    rules: labelRulesOf(reading),
    staging: new SampleStaging(family.width),
    totals: totalsOf(definition),
    kind: [definition.type, definition.scope, definition.aggregator, ...definition.bounds].join(' '),
  };
}

/** Whether a definition and the default labels of a reading are those of a shape. */
export function isSameShape(shape: FamilyShape, definition: FamilyDefinition, reading: MetricReading): boolean {
  return (
    isSameMap(shape.rules.defaults, reading.defaults) && JSON.stringify(shape.definition) === JSON.stringify(definition)
  );
}

function isSameMap(a: ReadonlyMap<string, string>, b: ReadonlyMap<string, string>): boolean {
  return a === b || (a.size === b.size && [...a].every(([name, value]) => b.get(name) === value));
}
