import { assertEquals } from "@std/assert";
import { resolve } from "node:path";
import { send } from "../../commands/send/command.ts";
import type { Command, Context } from "../../lib/cli/command.ts";
import { parse } from "../../lib/cli/parse.ts";

const context = { env: () => undefined } as unknown as Context;

/** The state of the right to write after the plan, and the paths that the Worker may write. */
async function planned(to: string): Promise<unknown[]> {
  const args = parse(send as Command, ["deno.json", "--plain", `--to=${to}`]);
  const { rights } = await send.plan!(args, context);
  const { state } = Deno.permissions.querySync({ name: "write" });
  return [state, rights!.write];
}

// Each test has permissions of its own, which the plan gives up.
const permissions = { read: true, write: true, net: true, sys: true, env: true } as const;

Deno.test({
  name: "send gives up the right to write without a Unix socket",
  permissions,
  async fn() {
    const [state, write] = await planned("127.0.0.1:9");
    assertEquals([state === "granted", write], [false, []]);
  },
});

Deno.test({
  name: "send lets its Worker write to the path of its Unix socket only",
  permissions,
  async fn() {
    assertEquals(await planned("unix:s"), ["granted", [resolve("s")]]);
  },
});
