/** The message of what a call throws, whole: uvu takes a string beside `throws` for the failure's own text. */
export function messageOf(call: () => unknown): string {
  try {
    call();
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  return 'nothing was thrown';
}
