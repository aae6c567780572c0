/** Stale Unix sockets. @module */

/**
 * Removes the path of a Unix socket without a listener, which a program leaves when it is killed. Keeps
 * the socket of a running program and everything that is not a socket.
 */
export async function removeStaleSocket(path: string): Promise<void> {
  let isSocket: boolean | null;
  try {
    isSocket = Deno.lstatSync(path).isSocket;
  } catch {
    return;
  }
  if (!isSocket) return;
  try {
    (await Deno.connect({ transport: "unix", path })).close();
  } catch (error) {
    if (error instanceof Deno.errors.ConnectionRefused) Deno.removeSync(path);
  }
}
