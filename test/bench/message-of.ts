/**
 * The whole message of the error that a call throws. `assert.throws` compares no whole message: it takes a string for
 * its own message.
 */
export function messageOf(call: () => unknown): string {
  try {
    call();
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  return 'nothing was thrown';
}
