import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { type Dashboard, panelsOf } from './dashboard-json.js';

const ROOT = fileURLToPath(new URL('../../../../', import.meta.url));
/** The folder is below the root, so that the compiler finds the SDK. */
const FOLDER = join(ROOT, 'dist/dashboard-schema');
const FILE = 'dashboard.ts';
const COMPILER = join(ROOT, 'node_modules/typescript/bin/tsc');
const SDK = '@grafana/grafana-foundation-sdk';
/** Types of panels that have no `FieldConfig` in the SDK. */
const WITHOUT_FIELD_CONFIG: ReadonlySet<string> = new Set(['stat', 'bargauge', 'gauge', 'text']);

/** The SDK's types as they are in JSON: enumerations by their values, and no methods. */
const AS_JSON = `
type Json<T> = 0 extends 1 & T ? T
  : T extends string ? (string extends T ? T : \`\${T}\`)
  : T extends number ? (number extends T ? T : \`\${T}\` extends \`\${infer N extends number}\` ? N : never)
  : T extends readonly (infer E)[] ? readonly Json<E>[]
  : T extends object ? { readonly [K in keyof T as T[K] extends Function ? never : K]: Json<T[K]> }
  : T;
type Target = Json<prometheus.Dataquery>;
type Fields<Custom> = Omit<Json<sdk.FieldConfig>, 'custom'> & { readonly custom?: Partial<Json<Custom>> };
type PanelOf<Type extends string, Options, Custom> = Omit<Json<sdk.Panel>, 'type' | 'targets' | 'options' | 'fieldConfig'> & {
  readonly type: Type;
  readonly targets?: readonly Target[];
  readonly options?: Partial<Json<Options>>;
  readonly fieldConfig?: Omit<Json<sdk.FieldConfigSource>, 'defaults'> & { readonly defaults: Fields<Custom> };
};
type RowOf = Omit<Json<sdk.RowPanel>, 'panels'> & { readonly panels: readonly unknown[] };
type DashboardOf = Omit<Json<sdk.Dashboard>, 'panels'> & { readonly panels: readonly unknown[] };
`;

/**
 * The errors of the compiler about a dashboard as a value of the SDK's types: the dashboard, and each panel with the options
 * and fields of its type. Empty for a dashboard that is valid against the schema version of the SDK. A field that the schema
 * lacks is an error; options may be left out, since Grafana has defaults for them.
 */
export async function schemaProblems(name: string, dashboard: Dashboard): Promise<string> {
  const folder = join(FOLDER, `${name}-${process.pid}`);
  await mkdir(folder, { recursive: true });
  try {
    const source = declarationOf(dashboard);
    await writeFile(join(folder, FILE), source);
    return withPlaces(await compile(folder), source);
  } finally {
    await rm(folder, { recursive: true });
  }
}

function declarationOf(dashboard: Dashboard): string {
  const panels = panelsOf(dashboard);
  const kinds = [...new Set(panels.map(({ type }) => type))].filter((type) => type !== 'row');
  return [
    `import type * as sdk from '${SDK}/dashboard';`,
    `import type * as prometheus from '${SDK}/prometheus';`,
    ...kinds.map((kind) => `import type * as ${kind} from '${SDK}/${kind}';`),
    AS_JSON,
    `export const dashboard: DashboardOf = ${JSON.stringify({ ...dashboard, panels: [] })};`,
    ...panels.map((panel, index) => {
      // A panel that a row hides has a declaration of its own, which makes its errors easier to read.
      const value = panel.panels === undefined ? panel : { ...panel, panels: [] };
      return `export const panel${panel.id ?? `At${index}`}: ${typeOf(panel.type)} = ${JSON.stringify(value)};`;
    }),
  ].join('\n');
}

function typeOf(kind: string): string {
  if (kind === 'row') return 'RowOf';
  const custom = WITHOUT_FIELD_CONFIG.has(kind) ? '{}' : `${kind}.FieldConfig`;
  return `PanelOf<'${kind}', ${kind}.Options, ${custom}>`;
}

async function compile(folder: string): Promise<string> {
  const flags = [
    '--ignoreConfig',
    '--noEmit',
    '--strict',
    '--skipLibCheck',
    '--target',
    'es2023',
    '--module',
    'nodenext',
  ];
  const compiler = spawn(process.execPath, [COMPILER, ...flags, FILE], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [output, errors, [code]] = await Promise.all([
    text(compiler.stdout),
    text(compiler.stderr),
    once(compiler, 'close'),
  ]);
  return code === 0 ? '' : `${output}${errors}` || `The compiler ended with ${code}.`;
}

/** The messages with the name of the declaration instead of its line: each declaration is one line. */
function withPlaces(messages: string, source: string): string {
  const lines = source.split('\n');
  return messages.replace(/^dashboard\.ts\((\d+),\d+\)/gm, (place, line: string) => {
    return /^export const (\w+)/.exec(lines[Number(line) - 1] ?? '')?.[1] ?? place;
  });
}
