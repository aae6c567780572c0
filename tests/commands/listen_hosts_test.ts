// Hosts that no command can listen on are errors of the command line.

import { assertEquals, assertStringIncludes } from "@std/assert";
import { run } from "../support/program.ts";

/** Commands that listen, by the arguments before an address. */
const LISTENING: string[][] = [
  ["serve", "echo", "--listen"],
  ["serve", "files", "lib", "--listen"],
  ["listen"],
  ["share", "deno.json", "--listen"],
  ["drop", "lib", "--no-token", "--listen"],
  ["send", "deno.json", "--plain", "--listen"],
  ["send", "deno.json", "--listen"],
  ["receive", "--plain", "--listen"],
];

async function refusal(...args: string[]): Promise<string> {
  const { code, err } = await run(args);
  assertEquals(code, 64, `${args.join(" ")}: ${err}`);
  return err;
}

for (const words of LISTENING) {
  const name = words.slice(0, -1).join(" ") || "listen";

  Deno.test(`${name} rejects * as a host, and names the form for every address`, async () => {
    const err = await refusal(...words, "*:8000");
    assertStringIncludes(err, "Cannot listen on *:8000: * is not a host; use :PORT");
  });

  Deno.test(`${name} rejects an address that an unset variable has emptied`, async () => {
    assertStringIncludes(await refusal(...words, "tcp://"), "it has no host");
  });
}

Deno.test("listen rejects * over UDP and with a separate port, and an empty host", async () => {
  assertStringIncludes(await refusal("listen", "udp://*:8000"), "use :PORT for every address");
  assertStringIncludes(await refusal("listen", "*", "8000"), "use :PORT for every address");
  assertStringIncludes(await refusal("listen", "udp://"), "it has no host");
  assertStringIncludes(await refusal("listen", "", "7599"), '"" is not a host');
});

Deno.test("send rejects hosts that the system's resolver does not take", async () => {
  for (const host of ["a*b", "ä", "a..b", "%", "127.0.0.1.", "１２７.0.0.1", '"', "<", "@"]) {
    const err = await refusal("send", "deno.json", "--plain", `--listen=${host}:8000`);
    assertStringIncludes(err, "its host is neither a host name nor an IP address");
  }
});
