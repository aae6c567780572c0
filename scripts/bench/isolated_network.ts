/** A network of one machine, for tools that speak to every network there is. @module */

/** A network namespace with a loopback interface and no other. */
export interface IsolatedNetwork extends AsyncDisposable {
  /** What stands before a command that is to run there. */
  prefix: string[];
}

/** Makes one. @throws {Error} if that is not possible here; the text says why. */
export async function isolateNetwork(): Promise<IsolatedNetwork> {
  const name = `sluice-bench-${Deno.pid}`;
  await ip("netns", "add", name);
  await ip("-n", name, "link", "set", "lo", "up");
  return {
    prefix: ["ip", "netns", "exec", name],
    [Symbol.asyncDispose]: () => ip("netns", "del", name),
  };
}

async function ip(...args: string[]): Promise<void> {
  const { success, stderr } = await new Deno.Command("ip", { args, stdin: "null" }).output();
  if (!success) throw new Error(`a network of its own: ${new TextDecoder().decode(stderr).trim()}`);
}
