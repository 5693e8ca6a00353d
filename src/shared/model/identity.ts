/** The slot number in the frames of the primary's own runtime metrics; on the page `worker="primary"`. */
export const PRIMARY_SLOT = 0xffff;

/** The number of the primary's own incarnation: workers are counted from 1. */
export const PRIMARY_INCARNATION = 0;

/** The value of the `worker` label for a slot. */
export function workerLabel(slot: number): string {
  return slot === PRIMARY_SLOT ? 'primary' : String(slot);
}
