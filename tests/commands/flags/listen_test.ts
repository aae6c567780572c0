import { assertEquals, assertThrows } from "@std/assert";
import { drop } from "../../../commands/drop/command.ts";
import { receive } from "../../../commands/receive/command.ts";
import { send } from "../../../commands/send/command.ts";
import { share } from "../../../commands/share/command.ts";
import type { Command } from "../../../lib/cli/command.ts";
import { parse } from "../../../lib/cli/parse.ts";
import { CallerError } from "../../../lib/errors.ts";
import { temporaryFolder } from "../../support/folder.ts";

const asUnknown = (command: unknown) => command as Command;
const WITH_PATHS = [send, share, drop].map(asUnknown);

function listenOf(command: Command, ...args: string[]) {
  const parsed = parse(command, args);
  return [parsed.value("listen"), parsed.positionals];
}

for (const command of WITH_PATHS) {
  const { name } = command;

  Deno.test(`${name} --listen takes the argument after it if that is an address`, () => {
    for (const address of ["127.0.0.1", "ada:80", ":80", "8080", "[::1]:80", "::1", "localhost"]) {
      assertEquals(listenOf(command, "deno.json", "--listen", address), [address, ["deno.json"]]);
    }
  });

  Deno.test(`${name} --listen takes an address with the name of a service, attached or not`, () => {
    for (const address of ["localhost:http", ":http-alt", "[::1]:gopher", "ada:htpp"]) {
      const expected = [address, ["deno.json"]];
      assertEquals(listenOf(command, "deno.json", "--listen", address), expected);
      assertEquals(listenOf(command, "deno.json", `--listen=${address}`), expected);
    }
  });

  Deno.test(`${name} --listen leaves a path with a colon that exists to the command`, async () => {
    await using folder = await temporaryFolder();
    const back = Deno.cwd();
    Deno.chdir(folder.path);
    try {
      await Deno.writeTextFile("a:b", "");
      assertEquals(listenOf(command, "--listen", "a:b"), ["", ["a:b"]]);
    } finally {
      Deno.chdir(back);
    }
  });

  Deno.test(`${name} --listen leaves a path that exists, or has a slash, to the command`, () => {
    for (const path of ["deno.json", "lib", "./missing", "missing/"]) {
      assertEquals(listenOf(command, "--listen", path), ["", [path]]);
    }
  });

  Deno.test(`${name} --listen rejects what is neither an address nor a path`, () => {
    const error = assertThrows(() => parse(command, ["deno.json", "--listen", "foo"]), CallerError);
    assertEquals(error.code, "usage");
    assertEquals(
      error.message.split("; ").slice(0, 2),
      [
        '--listen needs an address, not "foo"',
        "expected HOST:PORT, [v6]:PORT or :PORT, or a path that exists",
      ],
    );
  });

  Deno.test(`${name} --listen= takes any value`, () => {
    assertEquals(listenOf(command, "--listen=ada", "lib"), ["ada", ["lib"]]);
    assertEquals(listenOf(command, "--listen=lib", "deno.json"), ["lib", ["deno.json"]]);
  });
}

Deno.test("send --listen leaves standard input to the command", () => {
  assertEquals(listenOf(asUnknown(send), "--listen", "-"), ["", ["-"]]);
});

Deno.test("receive --listen leaves a code to the command", () => {
  const command = asUnknown(receive);
  for (const code of [["7-orbit-lemon"], ["7", "orbit", "lemon"], ["999"], ["sluice", "receive"]]) {
    assertEquals(listenOf(command, "--listen", ...code), ["", code]);
  }
  for (const address of ["8080", ":7584", "127.0.0.1:0", "localhost:http", ":http-alt"]) {
    assertEquals(listenOf(command, "--listen", address, "7-a-b"), [address, ["7-a-b"]]);
  }
  assertThrows(() => parse(command, ["--listen", "inbox"]), CallerError, "or a code");
});
