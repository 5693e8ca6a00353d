/** Bytes are shown in the largest of these that leaves at least 1 in front of the point. */
const BYTES: readonly [number, string][] = [
  [1e9, 'GB'],
  [1e6, 'MB'],
  [1e3, 'KB'],
];

/** A measured value with its unit, to three significant digits: `1,420 ns`, `1.6 MB`. */
export function figure(value: number, unit: string): string {
  if (unit === 'x') return `${number(value)}x`;
  const scale = unit === 'B' || unit === 'bytes' ? BYTES.find(([bytes]) => Math.abs(value) >= bytes) : undefined;
  return scale === undefined ? `${number(value)} ${unit}`.trimEnd() : `${number(value / scale[0])} ${scale[1]}`;
}

/** A number to three significant digits, in thousands. Less than a billionth is what rounding leaves of zero. */
export function number(value: number): string {
  const rounded = Number(value.toPrecision(3));
  if (Math.abs(rounded) < 1e-9) return '0';
  // No exponent, which a number's own text has below a millionth.
  const text = Math.abs(rounded) < 1e-6 ? rounded.toFixed(11).replace(/0+$/, '') : String(rounded);
  const [whole = '', fraction] = text.split('.');
  const inThousands = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  return fraction === undefined ? inThousands : `${inThousands}.${fraction}`;
}

/** How many times `ours` another figure is, as `14x`; undefined where ours is nothing that a ratio could be made with. */
export function ratio(ours: number | null, other: number): string | undefined {
  if (ours === null || ours <= 0 || other < 0) return undefined;
  return `${number(other / ours)}x`;
}
