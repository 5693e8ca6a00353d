import type { NamingOptions } from '../../src/shared/model/request-names.js';
import { clusterRecording } from './cluster-recording.js';
import { objectiveRecording } from './objective-recording.js';
import { requestRecording } from './request-recording.js';
import type { RecordingRule, RuleGroup } from './rule-group.js';
import { runtimeRecording } from './runtime-recording.js';
import { shareRecording } from './share-recording.js';

/**
 * The rules that aggregate away `worker` (names that begin with `instance:`, labels `job` and `instance`) and `instance` (names
 * that begin with `job:`, label `job`). The recorded names are the same whatever the request metrics are called.
 */
export function recordingRules(options: NamingOptions): readonly RuleGroup<RecordingRule>[] {
  return [requestRecording(options), ...namelessRecording()];
}

/** The recording rules that do not depend on the names of the request metrics. */
export function namelessRecording(): readonly RuleGroup<RecordingRule>[] {
  return [shareRecording(), objectiveRecording(), runtimeRecording(), clusterRecording()];
}
