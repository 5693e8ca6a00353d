import { thrownText } from '../../../shared/basics/thrown-text.js';
import { closeProbe, openProbe, portOf } from './probe-server.js';

/**
 * Finds out whether each worker can listen on the port by itself, with SO_REUSEPORT. A port on which somebody listens
 * already is refused here, because with SO_REUSEPORT any program of the same user could share the port unnoticed.
 * @param port 0 picks a free port, which is held until it is released: no client knows it yet, so no connection is lost
 */
export async function kernelPort(port: number, host: string | undefined): Promise<KernelPort> {
  try {
    if (port !== 0) await closeProbe(await openProbe({ port, host }));
    const held = await openProbe({ port: 0, host, reusePort: true });
    const heldPort = portOf(held);
    if (!(await canShare(heldPort, host))) {
      await closeProbe(held);
      return { why: missingSupport() };
    }
    if (port === 0) return { port: heldPort, release: () => held.close() };
    await closeProbe(held);
    return { port, release: () => undefined };
  } catch (error) {
    return { why: isUnsupported(error) ? missingSupport() : thrownText(error) };
  }
}

/** A port on which several processes can listen, or why there is none. */
export type KernelPort = { readonly port: number; release(): void } | { readonly why: string };

// Node before 22.12 ignores the option instead of refusing it: then the second one to listen fails.
async function canShare(port: number, host: string | undefined): Promise<boolean> {
  try {
    await closeProbe(await openProbe({ port, host, reusePort: true }));
    return true;
  } catch {
    return false;
  }
}

// libuv refuses where SO_REUSEPORT is missing, and where it does not spread the connections (macOS).
function isUnsupported(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOTSUP' || error.code === 'ENOPROTOOPT');
}

function missingSupport(): string {
  return (
    `Node ${process.version} on ${process.platform} cannot listen with SO_REUSEPORT, ` +
    'which needs Node 22.12, 23.1 or later on Linux, FreeBSD, DragonFlyBSD, Solaris or AIX'
  );
}
