import { assertEquals, assertMatch } from "@std/assert";
import { describeError } from "../../lib/cli/describe_error.ts";
import { LocalError } from "../../lib/errors.ts";

Deno.test("describes an error by its code, message and exit code", () => {
  assertEquals(describeError(new LocalError("io", "read a\x1b[2Jb: it broke")), {
    code: "io",
    message: "read a\\x1b[2Jb: it broke",
    exit: 74,
  });
});

Deno.test("describes an internal error in one line without a stack trace", () => {
  assertEquals(describeError(new TypeError("x is not a function\n    at y")), {
    code: "internal",
    message: "Internal error (please report it): TypeError: x is not a function\\x0a    at y",
    exit: 70,
  });
  assertEquals(describeError(undefined).message, "Internal error (please report it): undefined");
});

Deno.test("describes a missing permission without Deno's advice on flags", () => {
  const text = 'Requires read access to "/x", run again with the --allow-read flag';
  assertEquals(describeError(new Deno.errors.NotCapable(text)), {
    code: "permission",
    message: 'Requires read access to "/x"',
    exit: 77,
  });
});

Deno.test("does not describe a missing feature as an internal error", () => {
  const unsupported = Object.assign(new Error("not supported here"), { code: "ENOSYS" });
  for (const error of [unsupported, new Deno.errors.NotSupported("not supported here")]) {
    assertEquals(describeError(error), {
      code: "unavailable",
      message: "This system cannot do that: not supported here",
      exit: 69,
    });
  }
});

Deno.test("does not describe a package that cannot be loaded as an internal error", () => {
  const messages = [
    "JSR package manifest for '@std/cli' failed to load. error sending request\n    at \x1b[36mfile:///x",
    "Uncaught (in worker \"\") Failed caching npm package 'qr@0.5.5'",
    'npm package not found in cache: "qr", --cached-only is specified.',
  ];
  for (const message of messages) {
    const report = describeError(new TypeError(message));
    assertEquals([report.code, report.exit], ["unavailable", 69]);
    assertMatch(
      report.message,
      /^Cannot load a package of sluice: (JSR|Failed|npm) [^\\]*; connect to the Internet/,
    );
  }
});
