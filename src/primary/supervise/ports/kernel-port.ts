import net from 'node:net';

/** A port that several processes can listen on, or why there is none. */
export type KernelPort = { readonly port: number; release(): void } | { readonly why: string };

// Node 20's types do not know `reusePort`.
interface Address extends net.ListenOptions {
  readonly reusePort?: boolean;
}

/**
 * Finds out whether the workers can each listen on the port with SO_REUSEPORT, which any program of the same user could
 * then do as well: a port that somebody listens on already is therefore refused here.
 * @param port 0 picks a free one, which is held until it is released: nobody knows it yet, so no client comes
 */
export async function kernelPort(port: number, host: string | undefined): Promise<KernelPort> {
  try {
    if (port !== 0) await close(await listen(address(port, host)));
    const held = await listen({ ...address(0, host), reusePort: true });
    const heldPort = portOf(held);
    if (!(await canShare(heldPort, host))) {
      await close(held);
      return { why: lacking() };
    }
    if (port === 0) return { port: heldPort, release: () => held.close() };
    await close(held);
    return { port, release: () => undefined };
  } catch (error) {
    return { why: isUnsupported(error) ? lacking() : String(error) };
  }
}

// Node before 22.12 ignores the option instead of refusing it, and the second to listen fails.
async function canShare(port: number, host: string | undefined): Promise<boolean> {
  try {
    await close(await listen({ ...address(port, host), reusePort: true }));
    return true;
  } catch {
    return false;
  }
}

function address(port: number, host: string | undefined): Address {
  return host === undefined ? { port } : { port, host };
}

function listen(where: Address): Promise<net.Server> {
  // A client that tries again and again until the app is there may meet this server instead.
  const server = net.createServer((socket) => socket.destroy());
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(where, () => resolve(server));
  });
}

function close(server: net.Server): Promise<void> {
  return new Promise((resolve) => server.close(() => resolve()));
}

function portOf(server: net.Server): number {
  const bound = server.address();
  return typeof bound === 'object' && bound !== null ? bound.port : 0;
}

// libuv refuses where SO_REUSEPORT is missing, or does not spread connections (macOS).
function isUnsupported(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOTSUP' || error.code === 'ENOPROTOOPT');
}

function lacking(): string {
  return (
    `Node ${process.version} on ${process.platform} cannot listen with SO_REUSEPORT, ` +
    'which takes Node 22.12, 23.1 or later on Linux, FreeBSD, DragonFlyBSD, Solaris or AIX'
  );
}
