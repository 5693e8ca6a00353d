import { isLabelName } from '../model/family.js';
import { type ByteReader, MalformedBytes } from './byte-reader.js';

/** Reads a count, and so many items. */
export function readList<T>(reader: ByteReader, readItem: () => T): T[] {
  return Array.from({ length: reader.count() }, readItem);
}

/** Reads a string that may stand on a page as a label's name. */
export function readLabelName(reader: ByteReader): string {
  const name = reader.string();
  if (!isLabelName(name)) throw new MalformedBytes('a label name is invalid');
  return name;
}

/** Returns the items if each is greater than the one before it. */
export function ascending<T, K extends string | number>(items: T[], key: (item: T) => K): T[] {
  for (const [index, item] of items.entries()) {
    const previous = items[index - 1];
    if (previous !== undefined && !(key(previous) < key(item))) throw new MalformedBytes('a list is not ascending');
  }
  return items;
}
