/** Unix sockets whose program was killed. @module */

/**
 * Removes a socket's path that nobody listens at any more: what a program leaves behind when it has no
 * time to clean up. A living program's is left alone, and so is everything that is no socket.
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
