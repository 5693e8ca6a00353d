import { once } from 'node:events';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import net, { type ListenOptions } from 'node:net';

/** Starts a server that lets other servers listen on its port, where Node can. @param port 0 takes a free port */
export async function listenShared(port = 0): Promise<{ server: net.Server; port: number }> {
  const server = net.createServer();
  const options: ListenOptions & { reusePort: boolean } = { port, reusePort: true };
  server.listen(options);
  await once(server, 'listening');
  const address = server.address();
  return { server, port: typeof address === 'object' && address !== null ? address.port : 0 };
}

/** Whether two servers can share a port on this machine, with this Node. */
export async function canSharePorts(): Promise<boolean> {
  const servers: net.Server[] = [];
  try {
    const first = await listenShared();
    servers.push(first.server);
    servers.push((await listenShared(first.port)).server);
    return true;
  } catch {
    // ENOTSUP where the system lacks it, EADDRINUSE where Node does.
    return false;
  } finally {
    for (const server of servers) server.close();
  }
}

/** The pids of those processes that have a listening socket on the port (Linux). */
export function listeners(port: number, pids: readonly number[]): number[] {
  const inodes = new Set(listeningInodes(port));
  return pids.filter((pid) => socketInodes(pid).some((inode) => inodes.has(inode)));
}

function listeningInodes(port: number): string[] {
  const hexPort = port.toString(16).toUpperCase().padStart(4, '0');
  return ['tcp', 'tcp6']
    .flatMap((name) => readFileSync(`/proc/net/${name}`, 'utf8').split('\n'))
    .map((line) => line.trim().split(/\s+/))
    .filter(([, local, , state]) => local?.endsWith(`:${hexPort}`) && state === '0A')
    .map((fields) => String(fields[9]));
}

function socketInodes(pid: number): string[] {
  const folder = `/proc/${pid}/fd`;
  return readdirSync(folder).flatMap((fd) => {
    try {
      return /^socket:\[(\d+)\]$/.exec(readlinkSync(`${folder}/${fd}`))?.[1] ?? [];
    } catch {
      // The descriptor was closed after the folder was read.
      return [];
    }
  });
}
