/** One line of the table: this library and prom-client at the same work, in the same run. */
export interface Result {
  readonly name: string;
  readonly unit: string;
  readonly ours: number;
  readonly peer: number;
  /** How many times less this library takes; null when it takes nothing that could be measured. */
  readonly ratio: number | null;
  readonly goal: string;
  readonly isMet: boolean;
}

/** How much work a run does: sizes of what is merged, and how often it is measured. */
export interface Effort {
  readonly rounds: number;
  readonly records: number;
  readonly launches: number;
  readonly httpRounds: number;
  readonly requests: number;
  readonly scrapes: number;
  readonly workers: number;
  readonly seriesPerWorker: number;
}

/** The sizes that the goals are stated for. */
export const FULL: Effort = {
  rounds: 15,
  records: 1_000_000,
  launches: 6,
  httpRounds: 40,
  requests: 2000,
  scrapes: 20,
  workers: 16,
  seriesPerWorker: 10_000,
};

/** Only to see that everything runs; its figures say nothing. */
export const QUICK: Effort = {
  rounds: 2,
  records: 1000,
  launches: 1,
  httpRounds: 2,
  requests: 50,
  scrapes: 2,
  workers: 2,
  seriesPerWorker: 100,
};

/** Joins two medians and a goal to a line. */
export function result(
  name: string,
  unit: string,
  figures: { readonly ours: number; readonly peer: number },
  goal: string,
  isMet: (ours: number, peer: number) => boolean,
): Result {
  const { ours, peer } = figures;
  return { name, unit, ours, peer, ratio: ours > 0 ? peer / ours : null, goal, isMet: isMet(ours, peer) };
}

/** The results as text, in columns. */
export function table(results: readonly Result[]): string {
  const lines = results.map(({ name, unit, ours, peer, ratio, goal, isMet }) => [
    name,
    `${shown(ours)} ${unit}`,
    `${shown(peer)} ${unit}`,
    ratio === null ? '-' : `${shown(ratio)}x`,
    goal,
    isMet ? 'met' : 'NOT MET',
  ]);
  const all = [['what', 'ours', 'prom-client', 'ratio', 'goal', ''], ...lines];
  const widths = all[0]?.map((_, column) => Math.max(...all.map((line) => line[column]?.length ?? 0))) ?? [];
  return all
    .map((line) =>
      line
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

function shown(value: number): string {
  return Math.abs(value) >= 100 ? value.toFixed(0) : Number(value.toPrecision(3)).toString();
}
