import { isLabelName } from '../model/family.js';
import { type ByteReader, MalformedBytes } from './byte-reader.js';

/** Reads a list: its length, and then each item. */
export function readList<T>(reader: ByteReader, readItem: () => T): T[] {
  return Array.from({ length: reader.count() }, readItem);
}

/** Reads the name of a label. Throws `MalformedBytes` if the text format does not allow the name. */
export function readLabelName(reader: ByteReader): string {
  const name = reader.string();
  if (!isLabelName(name)) throw new MalformedBytes('a label name is invalid');
  return name;
}

/** Returns the items. Throws `MalformedBytes` if an item is not greater than the item before. */
export function ascending<T, K extends string | number>(items: T[], key: (item: T) => K): T[] {
  for (const [index, item] of items.entries()) {
    const previous = items[index - 1];
    if (previous !== undefined && !(key(previous) < key(item))) throw new MalformedBytes('a list is not ascending');
  }
  return items;
}
