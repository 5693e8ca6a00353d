import type { NamingOptions } from '../../src/shared/model/request-names.js';
import { alerts } from './alerts.js';
import { namelessRecording } from './recording-rules.js';
import { requestRecording } from './request-recording.js';
import { ruleYaml } from './rule-yaml.js';

/** A file for the folder `dashboards/prometheus`. */
export interface RuleFile {
  readonly name: string;
  readonly text: string;
}

/**
 * All rule files, for clusters whose request metrics are named by these options. Only the first file depends on the options:
 * clusters under two namespaces need that file twice, and the others once.
 */
export function ruleFiles(options: NamingOptions): readonly RuleFile[] {
  return [
    {
      name: 'prom-cluster-requests.yml',
      text: ruleYaml(
        'Requests of each instance. The only file that depends on the namespace: have one for each, and the others once.',
        [requestRecording(options)],
      ),
    },
    {
      name: 'prom-cluster-recording.yml',
      text: ruleYaml(
        'What clusters do, without `worker` (instance:) and without `instance` (job:). Needs prom-cluster-requests.yml.',
        namelessRecording(),
      ),
    },
    {
      name: 'prom-cluster-alerts.yml',
      text: ruleYaml(
        'Needs prom-cluster-requests.yml and prom-cluster-recording.yml; the runbooks say what to do.',
        alerts(),
      ),
    },
  ];
}
