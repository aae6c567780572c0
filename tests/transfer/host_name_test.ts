// The name of a machine, which its peer shows beside the address.

import { assertEquals, assertStringIncludes } from "@std/assert";
import { Session } from "../../lib/channel/session.ts";
import { decodeHello } from "../../lib/frame/control_decode.ts";
import { FrameType } from "../../lib/frame/frame.ts";
import { memoryPair } from "../../lib/socket/memory_pair.ts";
import { start } from "../support/program.ts";
import { temporaryFolder } from "../support/folder.ts";

const hello = (host: unknown) =>
  decodeHello(
    FrameType.hello,
    new TextEncoder().encode(
      JSON.stringify({ role: "send", agent: "x", host, digests: [1], capabilities: [] }),
    ),
  ).host;

Deno.test("takes a host name of letters, digits, dots and dashes", () => {
  for (const name of ["ada", "ada.local", "DESKTOP-42", "a_b", "x".repeat(64)]) {
    assertEquals(hello(name), name);
  }
});

Deno.test("ignores a host name that looks like an address, is too long, or is not a name", () => {
  for (
    const name of [
      "192.0.2.1",
      "fe80::1",
      "",
      "x".repeat(65),
      "a b",
      "a\x1b[2J",
      "\u202egpj",
      7,
      null,
      undefined,
    ]
  ) {
    assertEquals(hello(name), undefined, String(name));
  }
});

Deno.test("a session tells the name that it is given, and none otherwise", async () => {
  const [here, there] = memoryPair();
  const [named, unnamed] = [new Session(here, { host: "ada" }), new Session(there)];
  const [theirs, ours] = await Promise.all([named.greet("send"), unnamed.greet("receive")]);
  assertEquals([ours.host, theirs.host], ["ada", undefined]);
  await Promise.all([named.finish(), unnamed.finish()]);
});

Deno.test("the receiver shows the sender's host name beside its address", async () => {
  await using folder = await temporaryFolder();
  const receive = ["receive", "--listen", "127.0.0.1:0", "--plain", "--once", "--yes"];
  await using receiver = await start(receive, { cwd: folder.path });
  const to = ["--to", `127.0.0.1:${await receiver.port()}`, "--plain"];
  await using sender = await start(["send", import.meta.filename!, ...to]);
  const [{ code, err }] = await Promise.all([receiver.ended, sender.ended]);
  assertEquals(code, 0, err);
  const host = Deno.hostname();
  const shown = /^(?=.*[A-Za-z])[\w.-]{1,64}$/.test(host) ? ` (${host})` : "";
  assertStringIncludes(err, `127.0.0.1${shown} offers host_name_test.ts`);
});
