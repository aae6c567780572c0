import { assertEquals, assertMatch, assertNotEquals, assertThrows } from "@std/assert";
import { join } from "node:path";
import { folderToken, keptToken } from "../../../commands/flags/web_token.ts";
import { CallerError } from "../../../lib/errors.ts";
import { temporaryFolder } from "../../support/folder.ts";

const hasModes = Deno.build.os !== "windows";

Deno.test("creates a token for this user only, and finds it again", async () => {
  await using folder = await temporaryFolder();
  const path = join(folder.path, "token");
  const token = keptToken(path);
  assertMatch(token, /^[a-z2-9]{20}$/);
  assertEquals(keptToken(path), token);
  if (hasModes) assertEquals((await Deno.stat(path)).mode! & 0o777, 0o600);
});

Deno.test("rejects a token file that others can read, or with anything but a token", async () => {
  await using folder = await temporaryFolder();
  const path = join(folder.path, "token");
  for (
    const text of [
      "",
      "short",
      "a".repeat(101),
      "../../../../../etc/passwd",
      `${"a".repeat(20)}\nb`,
    ]
  ) {
    await Deno.writeTextFile(path, text, { mode: 0o600 });
    assertThrows(() => keptToken(path), CallerError, "16 to 100");
  }
  await Deno.writeTextFile(path, "a".repeat(20));
  assertEquals(keptToken(path), "a".repeat(20));
  assertThrows(() => keptToken(folder.path), CallerError, "not a file");
  if (!hasModes) return;
  await Deno.chmod(path, 0o640);
  assertThrows(() => keptToken(path), CallerError, "other users");
});

Deno.test({
  name: "a folder keeps its token, but uses none that is a link or that others can read",
  ignore: !hasModes,
  async fn() {
    await using folder = await temporaryFolder();
    const said: string[] = [];
    const warn = (why: string) => void said.push(why);
    const token = folderToken(folder.path, warn);
    assertEquals(folderToken(folder.path, warn), token);
    const path = join(folder.path, ".sluice-token");
    await Deno.chmod(path, 0o644);
    assertNotEquals(folderToken(folder.path, warn), token);
    await Deno.rename(path, join(folder.path, "elsewhere"));
    await Deno.chmod(join(folder.path, "elsewhere"), 0o600);
    await Deno.symlink("elsewhere", path);
    assertNotEquals(folderToken(folder.path, warn), token);
    assertEquals(said.length, 2);
    assertMatch(said[0]!, /other users can read it; .*the address is a new one$/);
    assertMatch(said[1]!, /it is not a file; the address is a new one$/);
  },
});
