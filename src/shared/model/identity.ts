/** The slot number in the frames of the primary's own runtime metrics. On the page their label is `worker="primary"`. */
export const PRIMARY_SLOT = 0xffff;

/** The number of the primary's own incarnation. The incarnations of workers are numbered from 1. */
export const PRIMARY_INCARNATION = 0;

/** The value of the `worker` label for a slot. */
export function workerLabel(slot: number): string {
  return slot === PRIMARY_SLOT ? 'primary' : String(slot);
}
