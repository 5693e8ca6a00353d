/** Units of bytes, largest first. A figure has the largest unit of which it is at least 1. */
const BYTES: readonly [number, string][] = [
  [1e9, 'GB'],
  [1e6, 'MB'],
  [1e3, 'KB'],
];

/** A measured value to three significant digits, with its unit: `1,420 ns`, `1.6 MB`. */
export function figure(value: number, unit: string): string {
  if (unit === 'x') return `${number(value)}x`;
  const scale = unit === 'B' || unit === 'bytes' ? BYTES.find(([bytes]) => Math.abs(value) >= bytes) : undefined;
  return scale === undefined ? `${number(value)} ${unit}`.trimEnd() : `${number(value / scale[0])} ${scale[1]}`;
}

/**
 * A number to three significant digits, with commas between thousands. Less than a billionth is a rounding error of
 * zero.
 */
export function number(value: number): string {
  const rounded = Number(value.toPrecision(3));
  if (Math.abs(rounded) < 1e-9) return '0';
  // The text of a number below a millionth would have an exponent.
  const text = Math.abs(rounded) < 1e-6 ? rounded.toFixed(11).replace(/0+$/, '') : String(rounded);
  const [whole = '', fraction] = text.split('.');
  const inThousands = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  return fraction === undefined ? inThousands : `${inThousands}.${fraction}`;
}

/** The ratio of another figure to ours, such as `14x`. Undefined where ours is null, zero or negative. */
export function ratio(ours: number | null, other: number): string | undefined {
  if (ours === null || ours <= 0 || other < 0) return undefined;
  return `${number(other / ours)}x`;
}
