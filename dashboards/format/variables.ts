import {
  DatasourceVariableBuilder,
  QueryVariableBuilder,
  TextBoxVariableBuilder,
  VariableHide,
  VariableRefresh,
  VariableSort,
} from '@grafana/grafana-foundation-sdk/dashboard';
import type { RequestNames } from '../../src/shared/model/request-names.js';
import { INSTANCES } from './promql.js';

/** The data source of every panel: the chosen one. */
export const DATASOURCE = { type: 'prometheus', uid: '$datasource' } as const;

/** The text in front of the names of request metrics in a dashboard. */
export const NAMESPACE = reference('namespace:raw');

/** The variables at the top of a dashboard. `jobs` is several of `job`; `process` is a `worker` or the primary. */
export type VariableName = 'datasource' | 'namespace' | 'job' | 'jobs' | 'instance' | 'worker' | 'process' | 'endpoint';

type VariableBuilder = DatasourceVariableBuilder | QueryVariableBuilder | TextBoxVariableBuilder;

/** A reference to a variable, as Grafana writes it. A format may follow the name. */
export function reference(name: string): string {
  return `\${${name}}`;
}

/** Converts a variable into Grafana's. */
export function variable(name: VariableName, names: RequestNames): VariableBuilder {
  return VARIABLES[name](names);
}

const VARIABLES: Readonly<Record<VariableName, (names: RequestNames) => VariableBuilder>> = {
  datasource: () => new DatasourceVariableBuilder('datasource').label('Data source').type('prometheus'),
  namespace: () =>
    new TextBoxVariableBuilder('namespace')
      .label('Prefix')
      .description('What stands in front of the request metrics, with its underscore: the namespace gole needs gole_.')
      .defaultValue('')
      .current({ text: '', value: '' })
      .options([{ selected: true, text: '', value: '' }]),
  job: () => query('job', 'Job', 'label_values(cluster_workers, job)'),
  jobs: () => many(query('job', 'Job', 'label_values(instance:cluster_worker_up:count, job)')),
  instance: () => many(query('instance', 'Instance', 'label_values(cluster_workers{job="$job"}, instance)')),
  worker: () => many(query('worker', 'Worker', `label_values(cluster_worker_up{${INSTANCES}}, worker)`)),
  process: () => several(query('worker', 'Process', `label_values(process_cpu_seconds_total{${INSTANCES}}, worker)`)),
  endpoint: ({ count, labels }) =>
    many(query('endpoint', 'Endpoint', `label_values(${count}{${INSTANCES}}, ${labels.endpoint})`)),
};

function query(name: string, label: string, expr: string): QueryVariableBuilder {
  return new QueryVariableBuilder(name)
    .label(label)
    .hide(VariableHide.DontHide)
    .datasource(DATASOURCE)
    .query({ qryType: 1, query: expr, refId: 'PrometheusVariableQueryEditor-VariableQuery' })
    .definition(expr)
    .refresh(VariableRefresh.OnTimeRangeChanged)
    .sort(VariableSort.NaturalAsc);
}

/** Lets a variable have several values. All of them are chosen at first. */
function many(builder: QueryVariableBuilder): QueryVariableBuilder {
  return several(builder).current({ selected: true, text: ['All'], value: ['$__all'] });
}

/** Lets a variable have several values. The first one is chosen at first. */
function several(builder: QueryVariableBuilder): QueryVariableBuilder {
  return builder.multi(true).includeAll(true).allValue('.+');
}
