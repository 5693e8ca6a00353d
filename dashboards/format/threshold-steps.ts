import {
  FieldColorBuilder,
  FieldColorModeId,
  type Threshold,
  ThresholdsConfigBuilder,
  ThresholdsMode,
} from '@grafana/grafana-foundation-sdk/dashboard';
import type { Thresholds } from './board.js';

/** Converts thresholds into Grafana's. Without thresholds every value is green: Grafana's default would paint 80 red. */
export function thresholdSteps(thresholds: Thresholds | undefined): ThresholdsConfigBuilder {
  return new ThresholdsConfigBuilder().mode(ThresholdsMode.Absolute).steps(steps(thresholds));
}

/** The colour mode in which thresholds decide. */
export function byThreshold(): FieldColorBuilder {
  return new FieldColorBuilder().mode(FieldColorModeId.Thresholds);
}

function steps(thresholds: Thresholds | undefined): Threshold[] {
  if (!thresholds) return [{ value: null, color: 'green' }];
  const { warn, bad } = thresholds;
  if (bad < warn) {
    return [
      { value: null, color: 'red' },
      { value: bad, color: 'orange' },
      { value: warn, color: 'green' },
    ];
  }
  return [
    { value: null, color: 'green' },
    { value: warn, color: 'orange' },
    { value: bad, color: 'red' },
  ];
}
