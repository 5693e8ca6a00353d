import type { FrameRecords } from '../../../src/shared/frame/frame.js';

/** The updates of a decoded frame one by one. */
export function updatesOf({ updates }: FrameRecords): { readonly id: number; readonly values: number[] }[] {
  const { ids, widths, values, count } = updates;
  let from = 0;
  return Array.from(ids.subarray(0, count), (id, index) => {
    const end = from + (widths[index] ?? 0);
    const own = [...values.subarray(from, end)];
    from = end;
    return { id, values: own };
  });
}
