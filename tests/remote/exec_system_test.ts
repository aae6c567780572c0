import { assertEquals, assertThrows } from "@std/assert";
import { assertExecSystem } from "../../commands/serve/exec/options.ts";
import { ConnectionError } from "../../lib/errors.ts";

Deno.test("rejects a system without process groups", () => {
  const error = assertThrows(
    () => assertExecSystem("windows"),
    ConnectionError,
    "does not work on Windows",
  );
  assertEquals(error.code, "unavailable");
  for (const os of ["linux", "darwin"]) assertExecSystem(os);
});
