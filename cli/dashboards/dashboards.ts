import { parseArgs } from 'node:util';
import { RUNBOOKS_FILE } from '../../dashboards/rules/runbooks-file.js';
import { PromClusterError } from '../../src/shared/errors.js';
import { checkNamespace } from '../../src/shared/options/http-options.js';
import { type Export, exportFiles } from './export-files.js';
import { checkRunbooksUrl } from './runbooks-url.js';
import { checkRuntimePrefix } from './runtime-prefix.js';

const USAGE = `Usage: prom-cluster dashboards --out DIR [--namespace NAME] [--runtime-prefix PREFIX] [--runbooks URL]

Writes Grafana's dashboards, Prometheus' recording and alerting rules, and the alerts' runbooks into DIR, over those of an earlier run:
  DIR/grafana      dashboards, and the file by which Grafana finds them; a folder to provision from
  DIR/prometheus   rules
  DIR/runbooks.md  what to do when an alert fires

  --out DIR                where to; made if it is not there
  --namespace NAME         the option http.namespace of your cluster, when it has one
  --runtime-prefix PREFIX  the option runtime.prefix of your cluster, when it has one
  --runbooks URL           where you publish DIR/runbooks.md: each alert's runbook_url is URL#ALERT (default: runbooks.md)
  --help                   this text
`;

/** The streams that a command writes to. */
export interface Terminal {
  readonly stdout: { write(text: string): unknown };
  readonly stderr: { write(text: string): unknown };
}

/**
 * Runs the command `prom-cluster`.
 * @returns the exit code: 0, 1 when files could not be written, 2 when the arguments are wrong
 */
export function run(args: readonly string[], terminal: Terminal): number {
  const request = readArguments(args);
  if ('wrong' in request) {
    terminal.stderr.write(`${request.wrong}\n\n${USAGE}`);
    return 2;
  }
  if (request.help) {
    terminal.stdout.write(USAGE);
    return 0;
  }
  try {
    for (const path of exportFiles(request)) terminal.stdout.write(`${path}\n`);
    return 0;
  } catch (error) {
    terminal.stderr.write(`The files could not be written: ${messageOf(error)}\n`);
    return 1;
  }
}

/** The parsed arguments: a request for the help text, or for an export. */
type Request = { readonly help: true } | ({ readonly help: false } & Export);

function readArguments(args: readonly string[]): Request | { readonly wrong: string } {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        out: { type: 'string' },
        namespace: { type: 'string', default: '' },
        'runtime-prefix': { type: 'string', default: '' },
        runbooks: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    });
    if (values.help) return { help: true };
    const [command, ...rest] = positionals;
    if (command !== 'dashboards')
      return { wrong: `Expected the command \`dashboards\`, got \`${command ?? 'none'}\`.` };
    if (rest.length > 0) return { wrong: `Expected no more than one command, got \`${rest.join(' ')}\` too.` };
    if (!values.out) return { wrong: 'Expected `--out` to name the folder to write into.' };
    return {
      help: false,
      out: values.out,
      namespace: checkNamespace('--namespace', values.namespace),
      runtimePrefix: checkRuntimePrefix('--runtime-prefix', values['runtime-prefix']),
      runbooks: values.runbooks === undefined ? RUNBOOKS_FILE : checkRunbooksUrl('--runbooks', values.runbooks),
    };
  } catch (error) {
    if (error instanceof PromClusterError || error instanceof TypeError) return { wrong: error.message };
    throw error;
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
