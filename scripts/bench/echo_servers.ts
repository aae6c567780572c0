/** Echo servers: sluice's, and common alternatives. @module */

import type { Bench } from "./bench.ts";
import { freePort, untilListening } from "./port.ts";
import type { Started } from "./processes.ts";
import { SLUICE } from "./sluice.ts";

/** The name of Python's `asyncio` server in the table. */
export const ASYNCIO_NAME = "Python asyncio";

const THREADING = `
import socketserver, sys
class Echo(socketserver.BaseRequestHandler):
    def handle(self):
        while (data := self.request.recv(65536)): self.request.sendall(data)
class Server(socketserver.ThreadingTCPServer):
    request_queue_size, daemon_threads, allow_reuse_address = 1024, True, True
Server(("127.0.0.1", int(sys.argv[1])), Echo).serve_forever()
`;

const ASYNCIO = `
import asyncio, sys
async def echo(reader, writer):
    try:
        while (data := await reader.read(65536)):
            writer.write(data)
            await writer.drain()
        writer.close()
    except ConnectionError: pass
async def main():
    server = await asyncio.start_server(echo, "127.0.0.1", int(sys.argv[1]), backlog=1024)
    await server.serve_forever()
asyncio.run(main())
`;

/** One server. */
export interface EchoServer {
  /** Its name in the table. */
  name: string;
  /** Whether it is sluice's. */
  ours?: boolean;
  /** Idle connections to hold: servers with a process or a thread per connection hold fewer. */
  idle: number;
  /** Starts it; resolves once it listens. */
  start(): Promise<{ port: number; process: Started }>;
}

/** The servers that can be run here, sluice's first. */
export function echoServers({ processes, tools }: Bench): EchoServer[] {
  const other = (name: string, idle: number, command: (port: number) => string[]): EchoServer => ({
    name,
    idle,
    async start() {
      const port = freePort();
      const process = processes.start(command(port));
      await untilListening(port);
      return { port, process };
    },
  });
  const servers: EchoServer[] = [{
    name: "sluice serve echo",
    ours: true,
    idle: 10_000,
    async start() {
      const words = ["serve", "echo", "--raw", "--quiet", "--listen=127.0.0.1:0"];
      const process = processes.start([SLUICE, ...words]);
      const [, port] = await process.says(/Listening on \S+:(\d+)/);
      return { port: Number(port), process };
    },
  }];
  const python = tools.get("python3")?.program;
  if (python !== undefined) {
    servers.push(
      other(ASYNCIO_NAME, 10_000, (port) => [python, "-c", ASYNCIO, `${port}`]),
      other("Python ThreadingTCPServer", 1000, (port) => [python, "-c", THREADING, `${port}`]),
    );
  }
  const socat = tools.get("socat")?.program;
  if (socat !== undefined) {
    const options = "bind=127.0.0.1,reuseaddr,fork,backlog=1024";
    servers.push(
      other("socat fork", 500, (port) => [socat, `TCP-LISTEN:${port},${options}`, "PIPE"]),
    );
  }
  return servers;
}
