/** An isolated network, for tools that use every network interface. @module */

/** A network namespace with a loopback interface and no other. */
export interface IsolatedNetwork extends AsyncDisposable {
  /** The words before a command that run it there. */
  prefix: string[];
}

/**
 * Creates a network namespace. @throws {Error} if that is not possible; the text has the reason.
 */
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
