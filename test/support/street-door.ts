/** The process that stands in the street of separate networks and passes on who comes to its ports (separate-networks.ts). */
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { joinSockets } from './join-sockets.ts';

for (const { port, path } of JSON.parse(process.argv[2]!) as readonly { readonly port: number; readonly path: string }[]) {
  const server = createServer((socket) => joinSockets(socket, connect(path)));
  server.listen(port, '0.0.0.0');
  await once(server, 'listening');
}
// Who began it is gone.
process.stdin.on('end', () => process.exit()).resume();
process.stdout.write('open\n');
