import type { Socket } from 'node:net';

/** Whether the socket is connected, or was. Over TLS: whether its handshake is done. */
export function hasConnected(socket: Socket): boolean {
  if (socket.connecting || Reflect.get(socket, 'secureConnecting') === true) return false;
  return !socket.destroyed || hasSent(socket);
}

/** The event after which {@link hasConnected} is true. */
export function connectEvent(socket: Socket): 'connect' | 'secureConnect' {
  return 'encrypted' in socket ? 'secureConnect' : 'connect';
}

/**
 * Whether a socket has sent bytes. A destroyed socket has no property that says whether it was connected, but a socket that
 * has sent bytes was. `_bytesDispatched` is not documented. The documented `bytesWritten` also counts bytes that were never sent.
 */
function hasSent(socket: Socket): boolean {
  const sent: unknown = Reflect.get(socket, '_bytesDispatched');
  return typeof sent === 'number' && sent > 0;
}
