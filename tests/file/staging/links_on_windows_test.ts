import { assert, assertEquals } from "@std/assert";
import { LocalError } from "../../../lib/errors.ts";
import { linkFault } from "../../../lib/file/staging/make_link.ts";
import { targetFault } from "../../../lib/file/link_target.ts";
import { portableTarget } from "../../../lib/file/source/walk.ts";

Deno.test("rejects a target with a backslash on Windows only", () => {
  assertEquals(targetFault("d/link", "a\\..\\..\\..\\x", "linux"), undefined);
  assertEquals(
    targetFault("d/link", "a\\..\\..\\..\\x", "windows"),
    "the target has a backslash, which Windows reads as a slash",
  );
  assertEquals(targetFault("d/link", "a/x", "windows"), undefined);
});

Deno.test("sends targets with slashes", () => {
  assertEquals(portableTarget("a\\b", "windows"), "a/b");
  assertEquals(portableTarget("a\\b", "linux"), "a\\b");
});

Deno.test("says who may create links on Windows", () => {
  const cause = new Error("A required privilege is not held by the client. (os error 1314)");
  const error = linkFault(cause, 'make the link "a"', "windows");
  assert(error instanceof LocalError);
  assertEquals([error.code, error.message], [
    "cannot_create",
    'Cannot make the link "a": Windows lets only administrators make symbolic links; turn on developer mode',
  ]);
  const denied = Object.assign(new Error("Operation not permitted"), { code: "EPERM" });
  assertEquals(linkFault(denied, "make", "linux").message, "Cannot make: permission denied");
});
