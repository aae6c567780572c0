// deno-lint-ignore-file no-control-regex
/** LocalSend devices that break rules, and `send --localsend` and `peers --localsend`. */

import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { MAX_DEVICES_OF_HOST } from "../../lib/limits.ts";
import { configInForce } from "../../scripts/closed_network.ts";
import { Lan, noLan } from "../lan/lan.ts";
import { temporaryFolder } from "../support/folder.ts";
import { commandLine, type Ended, start } from "../support/program.ts";
import {
  type DeviceOptions,
  type Script,
  ScriptedDevice,
} from "../web/localsend/scripted_device.ts";

const bare = { sanitizeOps: false, sanitizeResources: false };
const reason = await noLan();
const onLan = { ...bare, ignore: reason !== undefined };
const PROBE = new URL("../web/localsend/device_probe.ts", import.meta.url).pathname;

/** Sends a file of four bytes to a device. */
async function sendTo(device: ScriptedDevice, ...args: string[]): Promise<Ended> {
  await using folder = await temporaryFolder();
  await Deno.writeTextFile(join(folder.path, "a.txt"), "rain");
  const env = { XDG_STATE_HOME: join(folder.path, "state"), NO_COLOR: "1" };
  const words = ["send", "a.txt", `--localsend=${device.address}`, ...args];
  await using program = await start(words, { cwd: folder.path, env });
  return await program.ended;
}

/** Fails if a terminal would obey the text. */
function assertHarmless(shown: string): void {
  assert(!/\x1b|\x07|\u202e/.test(shown), JSON.stringify(shown));
}

const json = (value: unknown): Script => ({ route }) =>
  route === "prepare-upload" ? Response.json(value) : undefined;

/** An answer without end, at the given route. */
const endless = (at: string): DeviceOptions => ({
  early: (route) => {
    if (route !== at) return undefined;
    const piece = new TextEncoder().encode(" ".repeat(65536));
    return new Response(new ReadableStream({ pull: (control) => control.enqueue(piece) }));
  },
});

const CASES: Readonly<Record<string, { options: DeviceOptions; code: number; text: string }>> = {
  "accepts files that were not offered": {
    options: { script: json({ sessionId: "s", files: { "../../etc/passwd": "t" } }) },
    code: 65,
    text: "names a file that was not offered",
  },
  "gives a token of megabytes": {
    options: { script: json({ sessionId: "s", files: { "file-1": "t".repeat(4_000_000) } }) },
    code: 65,
    text: "token",
  },
  "nests its answer deeply": {
    options: {
      script: ({ route }) =>
        route === "prepare-upload"
          ? new Response(`{"sessionId":${"[".repeat(1_000_000)}`)
          : undefined,
    },
    code: 65,
    text: "not JSON",
  },
  "answers a registration without end": {
    options: endless("register"),
    code: 65,
    text: "too long",
  },
  "answers an offer without end": {
    options: endless("prepare-upload"),
    code: 65,
    text: "too long",
  },
  "redirects to another machine": {
    options: {
      script: ({ route }) =>
        route === "prepare-upload"
          ? new Response(null, { status: 307, headers: { location: "http://127.0.0.1:1/" } })
          : undefined,
    },
    code: 1,
    text: "answers 307",
  },
  "writes control sequences in a message": {
    options: {
      script: ({ route }) =>
        route === "prepare-upload"
          ? Response.json({ message: "\x1b[2J\n\u202eno" }, { status: 500 })
          : undefined,
    },
    code: 1,
    text: "\\x1b[2J \\u{202e}no",
  },
  "has control sequences in its name": {
    options: { alias: "A\x1b]0;owned\x07\u202e\r\nB" },
    code: 0,
    text: 'Sending to "A\\x1b]0;owned\\x07\\u{202e} B"',
  },
  "has a name that is too long": {
    options: { alias: "x".repeat(300) },
    code: 65,
    text: "alias",
  },
};

for (const [name, { options, code, text }] of Object.entries(CASES)) {
  Deno.test({ ...bare, name: `a device that ${name}` }, async () => {
    await using device = await ScriptedDevice.start(options);
    const ended = await sendTo(device);
    assertEquals(ended.code, code, ended.err);
    assertStringIncludes(ended.err, text);
    assertHarmless(ended.err + ended.out);
    if (code !== 0) assertEquals(device.of("upload").length, 0);
  });
}

Deno.test({ ...bare, name: "escapes a device in the events as JSON does" }, async () => {
  await using device = await ScriptedDevice.start({ alias: "A\x1b\u202e" });
  const { code, out } = await sendTo(device, "--json");
  assertEquals(code, 0);
  assert(!out.includes("\x1b"), out);
});

Deno.test(
  { ...onLan, name: "sends nothing to a device with another certificate than announced" },
  async () => {
    await using lan = await Lan.create("ipv4");
    await using folder = await temporaryFolder();
    const config = `--config=${await configInForce()}`;
    const flags = ["-A", "--no-check", "--quiet", config];
    const line = [Deno.execPath(), "run", ...flags, PROBE, lan.address("bob"), "lie", "Phone"];
    const liar = lan.start("bob", ...line);
    await liar.waitFor(/^ready /m, "out");
    const env = { NO_COLOR: "1", XDG_STATE_HOME: folder.path };
    const words = await commandLine(["send", "--text", "secret", "--localsend=Phone"]);
    const sender = lan.startWith("ada", words, { env });
    const { code, err } = await sender.ended;
    assertEquals(code, 83, err);
    assertStringIncludes(err, "another certificate than it announced");
    assertEquals(/prepare|upload/.test(liar.out), false, liar.out);
  },
);

Deno.test({
  ...onLan,
  name: "lists few of the devices that one address claims to be, and escapes them",
}, async () => {
  await using lan = await Lan.create("ipv4");
  const config = `--config=${await configInForce()}`;
  const flags = ["-A", "--no-check", "--quiet", config];
  const line = [Deno.execPath(), "run", ...flags, PROBE, lan.address("bob"), "flood", "Phone"];
  await lan.start("bob", ...line).waitFor(/^ready /m, "out");
  const { code, out, err } = await (await lan.sluice("ada", "peers", "--localsend")).ended;
  assertEquals(code, 0, err);
  const rows = out.split("\n").slice(0, -1);
  assertEquals(rows.length, MAX_DEVICES_OF_HOST);
  assert(rows.every((row) => row.split("\t").length === 8));
  assertHarmless(out + err);
});
