/**
 * Fits a line to points by least squares.
 * @throws with fewer than two different x: many lines then go through the points
 */
export function fitLine(points: readonly Point[]): Fit {
  const line = lineThrough(points);
  if (line === undefined) throw new Error(`Expected points at two different x at least, got ${points.length} points.`);
  const positive = points.filter(([x, y]) => x > 0 && y > 0);
  const power = lineThrough(positive.map(([x, y]): Point => [Math.log(x), Math.log(y)]));
  return { ...line, explained: explained(points, line), exponent: power?.slope };
}

/** One measurement: a size, and the cost at that size. */
export type Point = readonly [x: number, y: number];

/** The line `base + slope * x` through points, and the power of x that the cost grows with. */
export interface Fit {
  readonly base: number;
  readonly slope: number;
  /** Share of the variance of the costs that the line explains; 1 where the costs do not vary. */
  readonly explained: number;
  /** Slope of the line through the logarithms of the points; undefined with fewer than two points above zero. */
  readonly exponent: number | undefined;
}

interface Line {
  readonly base: number;
  readonly slope: number;
}

function lineThrough(points: readonly Point[]): Line | undefined {
  const centre = mean(points.map(([x]) => x));
  const height = mean(points.map(([, y]) => y));
  const spread = sum(points.map(([x]) => (x - centre) ** 2));
  if (!(spread > 0)) return undefined;
  const slope = sum(points.map(([x, y]) => (x - centre) * (y - height))) / spread;
  return { base: height - slope * centre, slope };
}

function explained(points: readonly Point[], { base, slope }: Line): number {
  const height = mean(points.map(([, y]) => y));
  const all = sum(points.map(([, y]) => (y - height) ** 2));
  const left = sum(points.map(([x, y]) => (y - base - slope * x) ** 2));
  // Costs that differ in their last digits alone do not vary: the rest is rounding.
  return all > points.length * (height * 1e-6) ** 2 ? 1 - left / all : 1;
}

function mean(values: readonly number[]): number {
  return sum(values) / values.length;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
