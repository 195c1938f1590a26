import { execFile, spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, writeFileSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { joinSockets } from './join-sockets.ts';

/** A network of its own: what is begun by its command sees nothing but it. */
export interface OwnNetwork {
  readonly command: readonly string[];
}

export interface HomeNetwork extends OwnNetwork {
  /** Of whoever is in it. */
  readonly address: string;
  /** The street as it is seen from here. */
  readonly gateway: string;
}

/** Homes at a street that carries nothing from one of them to another. */
export interface SeparateNetworks {
  readonly street: OwnNetwork;
  readonly homes: readonly HomeNetwork[];
  /** Servers on this machine's loopback are found in the street under the same ports. */
  open(ports: readonly number[]): Promise<void>;
  /** A program that starts this one in a home's network. */
  programIn(home: HomeNetwork, program: string): string;
  close(): Promise<void>;
}

/** Whether networks can be made here: on Linux, by who may. */
export function canSeparateNetworks(): boolean {
  return process.platform === 'linux' && spawnSync('unshare', ['--net', 'ip', 'link', 'set', 'lo', 'up']).status === 0 && spawnSync('nsenter', ['--version']).status === 0;
}

/**
 * Makes a street and as many homes, each with one line to the street and no way beyond. They end with this process, and
 * nothing of them is seen outside. `folder` is where the few files lie that this takes.
 */
export async function separateNetworks(count: number, folder: string): Promise<SeparateNetworks> {
  const holders: ChildProcess[] = [];
  const servers: Server[] = [];
  const sockets = new Set<Socket>();

  /** A network lasts as long as somebody is in it: here who waits for the end of its input. */
  async function made(): Promise<{ readonly pid: number; readonly command: readonly string[] }> {
    const holder = spawn('unshare', ['--net', 'sh', '-c', 'ip link set lo up && echo made && exec cat'], { stdio: ['pipe', 'pipe', 'inherit'] });
    holders.push(holder);
    await once(holder.stdout, 'data');
    return { pid: holder.pid!, command: ['nsenter', `--net=/proc/${holder.pid}/ns/net`, '--'] };
  }

  const street = await made();
  const homes: HomeNetwork[] = [];
  for (let i = 1; i <= count; i++) {
    const { pid, command } = await made();
    const home = { command, address: `10.77.${i}.2`, gateway: `10.77.${i}.1` };
    await run([...street.command, 'ip', 'link', 'add', `home${i}`, 'type', 'veth', 'peer', 'name', 'line', 'netns', String(pid)]);
    await run([...street.command, 'ip', 'address', 'add', `${home.gateway}/30`, 'dev', `home${i}`]);
    await run([...street.command, 'ip', 'link', 'set', `home${i}`, 'up']);
    await run([...command, 'ip', 'address', 'add', `${home.address}/30`, 'dev', 'line']);
    await run([...command, 'ip', 'link', 'set', 'line', 'up']);
    homes.push(home);
  }

  /** Streams find their way from one network to another by a file. */
  async function inward(port: number): Promise<string> {
    const path = join(folder, `port-${port}`);
    const server = createServer((socket) => {
      const upstream = connect(port, '127.0.0.1');
      for (const each of [socket, upstream]) sockets.add(each.on('close', () => sockets.delete(each)));
      joinSockets(socket, upstream);
    });
    servers.push(server);
    server.listen(path);
    await once(server, 'listening');
    return path;
  }

  return {
    street,
    homes,
    async open(ports) {
      const doors = await Promise.all(ports.map(async (port) => ({ port, path: await inward(port) })));
      const [command, ...args] = [...street.command, process.execPath, '--import', 'tsx', fileURLToPath(new URL('street-door.ts', import.meta.url)), JSON.stringify(doors)];
      const door = spawn(command!, args, { cwd: fileURLToPath(new URL('../..', import.meta.url)), stdio: ['pipe', 'pipe', 'inherit'] });
      holders.push(door);
      await once(door.stdout, 'data');
    },
    programIn({ address, command }, program) {
      const path = join(folder, `program-in-${address}`);
      writeFileSync(path, `#!/bin/sh\nexec ${command.join(' ')} '${program}' "$@"\n`);
      chmodSync(path, 0o755);
      return path;
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
      await Promise.all(holders.filter(({ exitCode }) => exitCode === null).map((holder) => (holder.kill(), once(holder, 'exit'))));
    },
  };
}

/** Whether a packet to an address finds any way out of a network. */
export async function hasWayTo({ command }: OwnNetwork, address: string): Promise<boolean> {
  return run([...command, 'ip', 'route', 'get', address]).then(
    () => true,
    () => false,
  );
}

async function run([command, ...args]: readonly string[]): Promise<void> {
  await promisify(execFile)(command!, args);
}
