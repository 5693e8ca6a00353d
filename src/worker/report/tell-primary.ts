import type { FromWorker } from '../../shared/channel/ipc-messages.js';

/**
 * Sends a message through the IPC channel of `node:cluster`, if that is open.
 * @param onSent called later, once the message is sent or the channel has closed
 * @returns whether the message is on its way. It is not if the channel is closed
 * @throws what `process.send` throws, if the app has replaced that function. The message is not sent then
 */
export function tellPrimary(message: FromWorker, onSent: () => void): boolean {
  if (!process.connected || typeof process.send !== 'function') return false;
  // When the channel closes meanwhile, Node gives the error to the callback; without a callback it emits 'error'. The
  // primary notices the closed channel itself.
  process.send(message, undefined, undefined, () => onSent());
  return true;
}
