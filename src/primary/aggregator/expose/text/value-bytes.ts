import { formatValue } from './text-format.js';

/** Writes the text that {@link formatValue} returns. For whole numbers it makes no string. @returns the offset of the end */
export function writeValue(bytes: Uint8Array, at: number, value: number): number {
  if (!isWhole(value)) return writeAscii(bytes, at, formatValue(value));
  const end = at + digitCount(value);
  writeWhole(bytes, at, end, value);
  return end;
}

/** The character `0`. */
const ZERO = 48;
/** Value of the lower half of a number's digits. The halves are written apart, because integer division needs 31 bits. */
const HALF = 1e9;
const HALF_DIGITS = 9;

/** Maximum number of bytes of a value. */
export const LONGEST_VALUE = 25;

/** Writes a value over another one if both have the same number of bytes. @returns whether they have */
export function overwriteValue(bytes: Uint8Array, at: number, byteLength: number, value: number): boolean {
  if (isWhole(value)) {
    if (digitCount(value) !== byteLength) return false;
    writeWhole(bytes, at, at + byteLength, value);
    return true;
  }
  const text = formatValue(value);
  if (text.length !== byteLength) return false;
  writeAscii(bytes, at, text);
  return true;
}

function isWhole(value: number): boolean {
  return value >= 0 && value <= Number.MAX_SAFE_INTEGER && Math.floor(value) === value;
}

function digitCount(value: number): number {
  let count = 1;
  for (let limit = 10; value >= limit; limit *= 10) count++;
  return count;
}

function writeWhole(bytes: Uint8Array, start: number, end: number, value: number): void {
  const high = Math.floor(value / HALF);
  if (high > 0) writeDigits(bytes, start, end - HALF_DIGITS, high);
  writeDigits(bytes, high > 0 ? end - HALF_DIGITS : start, end, value - high * HALF);
}

function writeDigits(bytes: Uint8Array, start: number, end: number, value: number): void {
  let rest = value | 0;
  for (let at = end - 1; at >= start; at--) {
    const tens = (rest / 10) | 0;
    bytes[at] = ZERO + rest - tens * 10;
    rest = tens;
  }
}

function writeAscii(bytes: Uint8Array, start: number, text: string): number {
  for (let index = 0; index < text.length; index++) bytes[start + index] = text.charCodeAt(index);
  return start + text.length;
}
