import { assertEquals, assertStringIncludes } from "@std/assert";
import type { LocalError } from "../../lib/errors.ts";
import { localFault } from "../../lib/file/local_fault.ts";
import { replaceError } from "../../lib/file/staging/commit_error.ts";

Deno.test("names what a file system or a system does not support", () => {
  for (const code of ["ENOSYS", "ENOTSUP", "EOPNOTSUPP"]) {
    const error = localFault(Object.assign(new Error("x"), { code }), "link");
    assertEquals([error.code, error.message], [
      "cannot_create",
      "Cannot link: this file system does not support it",
    ]);
  }
  const error = localFault(new Deno.errors.NotSupported("no link was made"), "link");
  assertEquals([error.code, error.message], [
    "cannot_create",
    "Cannot link: this system does not support it: no link was made",
  ]);
});

Deno.test("reports what the disk refuses by a code of its own", () => {
  const codes = {
    ENOSPC: "no_space",
    EDQUOT: "no_space",
    EACCES: "cannot_create",
    EROFS: "cannot_create",
    ENAMETOOLONG: "cannot_create",
    EMFILE: "io",
    ENOENT: "cannot_create",
    EEXIST: "exists",
    ENOTDIR: "cannot_create",
    EIO: "io",
  };
  for (const [code, expected] of Object.entries(codes)) {
    const error = localFault(Object.assign(new Error("x"), { code }), 'write "a"');
    assertEquals(
      [error.code, error.message.startsWith('Cannot write "a": ')],
      [expected, true],
      code,
    );
  }
});

Deno.test("names a read-only file that Windows does not replace", () => {
  const cause = new Deno.errors.PermissionDenied("Access denied. (os error 5)");
  const error = replaceError(cause, "d/f", 0o100444, "windows") as LocalError;
  assertEquals(error.code, "cannot_create");
  assertStringIncludes(error.message, 'Cannot replace "d/f": the existing file is read-only');
  assertEquals(replaceError(cause, "d/f", 0o100666, "windows"), cause);
  assertEquals(replaceError(cause, "d/f", 0o100444, "linux"), cause);
});

Deno.test("distinguishes a path that the runtime never opens from one that was not granted", () => {
  // Network shares on Windows and devices on Linux alike need every permission.
  const cause = new Deno.errors.NotCapable(
    'Requires all access to "\\\\server\\share", run again with the --allow-all flag',
  );
  assertStringIncludes(
    localFault(cause, "store").message,
    "Cannot store: Deno does not open network shares, devices or system folders",
  );
  const other = new Deno.errors.NotCapable('Requires read access to "/x"');
  assertEquals(
    localFault(other, "store").message,
    "Cannot store: Deno's permissions do not include it",
  );
});
