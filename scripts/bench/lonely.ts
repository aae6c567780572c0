/**
 * A network of one machine, for rivals that speak to every network there is: nothing they say leaves
 * it.
 *
 * @module
 */

/** A network namespace with a loopback interface and no other. */
export interface Lonely extends AsyncDisposable {
  /** What stands before a command that is to run there. */
  prefix: string[];
}

/** Makes one. @throws {Error} it cannot be had here; the text says why. */
export async function lonely(): Promise<Lonely> {
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
