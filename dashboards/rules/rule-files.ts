import { alerts } from './alerts.js';
import { recordingRules } from './recording-rules.js';
import type { RuleOptions } from './rule-options.js';
import { ruleYaml } from './rule-yaml.js';

/** A file for the folder `dashboards/prometheus`. */
export interface RuleFile {
  readonly name: string;
  readonly text: string;
}

/** Every rule file, for clusters whose request metrics are named by these options. */
export function ruleFiles(options: RuleOptions): readonly RuleFile[] {
  return [
    {
      name: 'prom-cluster-recording.yml',
      text: ruleYaml(
        'What clusters do, without `worker` (instance:) and without `instance` (job:).',
        recordingRules(options),
      ),
    },
    {
      name: 'prom-cluster-alerts.yml',
      text: ruleYaml('Alerts upon prom-cluster-recording.yml; docs/runbooks.md says what to do.', alerts()),
    },
  ];
}
