// Loaded by `--import` before a program that listens on fixed ports: each of the two becomes a free one, and is printed.
import net from 'node:net';

const FIXED = [3000, 9464];
const listen = net.Server.prototype.listen;

net.Server.prototype.listen = function (this: net.Server, ...args: unknown[]) {
  const [first, ...rest] = args;
  const asked = typeof first === 'object' && first !== null && 'port' in first ? Number(first.port) : Number(first);
  if (!FIXED.includes(asked)) return Reflect.apply(listen, this, args);
  this.once('listening', () => {
    const address = this.address();
    if (typeof address === 'object') console.log(`port ${asked} is ${address?.port}`);
  });
  return Reflect.apply(listen, this, [typeof first === 'object' ? { ...first, port: 0 } : 0, ...rest]);
};
