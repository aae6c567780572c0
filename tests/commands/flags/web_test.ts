import { assert, assertEquals } from "@std/assert";
import { drop } from "../../../commands/drop/command.ts";
import { webSettings } from "../../../commands/flags/web.ts";
import type { Command, Context } from "../../../lib/cli/command.ts";
import { parse } from "../../../lib/cli/parse.ts";

Deno.test("shows addresses that can be opened for every spelling of the unspecified address", async () => {
  const context = { env: () => undefined } as unknown as Context;
  const settings = async (listen: string) =>
    await webSettings("drop", parse(drop as Command, [".", `--listen=${listen}`]), context);
  const { hosts } = await settings("0.0.0.0:7599");
  for (const listen of ["0:7599", "[::ffff:0.0.0.0]:7599", "0.0:7599", "[0::0]:7599"]) {
    const found = await settings(listen);
    assertEquals(found.hosts, hosts, listen);
    assert(found.lan);
  }
});
