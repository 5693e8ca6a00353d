import { type Naming, requestNames } from '../src/shared/model/request-names.js';
import { boards } from './boards/boards.js';
import { toGrafana } from './format/to-grafana.js';
import { NAMESPACE } from './format/variables.js';
import { ruleFiles } from './rules/rule-files.js';

/** A file below `dashboards/`. */
export interface GeneratedFile {
  readonly path: string;
  readonly text: string;
}

/**
 * All files that are generated below `dashboards/`, for one naming of the request metrics. In dashboards the namespace is a
 * variable. Rules have no variables, so they are committed without a namespace.
 */
export function generatedFiles(naming: Naming): GeneratedFile[] {
  return [...grafanaFiles(naming), ...prometheusFiles(naming)];
}

function grafanaFiles(naming: Naming): GeneratedFile[] {
  const names = requestNames(naming, NAMESPACE);
  return boards(names).map((board) => ({
    path: `grafana/prom-cluster/${board.name}.json`,
    text: `${JSON.stringify(toGrafana(board, names), null, 2)}\n`,
  }));
}

function prometheusFiles(naming: Naming): GeneratedFile[] {
  return ruleFiles({ naming, namespace: '' }).map(({ name, text }) => ({ path: `prometheus/${name}`, text }));
}
