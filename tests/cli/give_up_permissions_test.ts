import { assertEquals } from "@std/assert";
import { giveUpPermissions } from "../../lib/cli/give_up_permissions.ts";

Deno.test("revokes every class except those that are kept", () => {
  const gone: string[] = [];
  giveUpPermissions(["read", "net"], { revokeSync: ({ name }) => gone.push(name) });
  assertEquals(gone.sort(), ["env", "ffi", "import", "run", "sys", "write"]);
  gone.length = 0;
  giveUpPermissions([], { revokeSync: ({ name }) => gone.push(name) });
  assertEquals(gone.sort(), ["env", "ffi", "import", "net", "read", "run", "sys", "write"]);
});
