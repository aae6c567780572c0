/** Ports on loopback. @module */

/** Milliseconds to wait for a program to listen. */
const PATIENCE = 5000;
/** Milliseconds to wait where the system does not report listening sockets. */
const BLIND_PATIENCE = 500;

/** A port that is free at the moment. */
export function freePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return listener.addr.port;
}

/**
 * Waits until a program listens, without opening a connection, which the program could take for a
 * client.
 *
 * @param prefix Words before a command that runs in the network of the port. @default {[]}
 */
export async function untilListening(port: number, prefix: string[] = []): Promise<void> {
  const start = performance.now();
  // Address, port, a peer of zeros, and the state "listening" (the kernel's proc_net_tcp.txt).
  const hex = port.toString(16).toUpperCase().padStart(4, "0");
  const line = new RegExp(`: [0-9A-F]{8}:${hex} 0+:0000 0A `);
  while (performance.now() - start < PATIENCE) {
    try {
      if (line.test(await listeners(prefix))) return;
    } catch {
      if (performance.now() - start > BLIND_PATIENCE) return;
    }
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  throw new Error(`wait for port ${port}: no program listens`);
}

async function listeners([program, ...args]: string[]): Promise<string> {
  if (program === undefined) return await Deno.readTextFile("/proc/net/tcp");
  const command = new Deno.Command(program, { args: [...args, "cat", "/proc/net/tcp"] });
  return new TextDecoder().decode((await command.output()).stdout);
}
