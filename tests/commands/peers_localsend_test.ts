/** `sluice peers --localsend`, and a search by `send`, on a network of the test's own. */

import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { configInForce } from "../../scripts/closed_network.ts";
import { Lan, noLan } from "../lan/lan.ts";
import { temporaryFolder } from "../support/folder.ts";
import { noTerminal } from "../support/on_terminal.ts";
import { commandLine, eventsOf, type Program } from "../support/program.ts";

const reason = await noLan();
const options = { ignore: reason !== undefined, sanitizeResources: false, sanitizeOps: false };
const test = (name: string, fn: () => Promise<void>) =>
  Deno.test({ ...options, name: reason ? `${name} (ignored: ${reason})` : name, fn });

const PROBE = new URL("../web/localsend/device_probe.ts", import.meta.url).pathname;

/** Starts devices on `bob`. Resolves to the program once they answer. */
async function devices(lan: Lan, how: string, ...aliases: string[]): Promise<Program> {
  const config = `--config=${await configInForce()}`;
  const flags = ["-A", "--no-check", "--quiet", "--unsafely-ignore-certificate-errors"];
  const line = [Deno.execPath(), "run", ...flags, config, PROBE, lan.address("bob"), how];
  const program = lan.start("bob", ...line, ...aliases);
  await program.waitFor(/^ready /m, "out");
  return program;
}

const fingerprintOf = (program: Program) => /ready (\w+)/.exec(program.out)![1]!;

for (const how of ["register", "multicast"]) {
  test(`finds a device that answers by ${how}`, async () => {
    await using lan = await Lan.create("ipv4");
    const device = await devices(lan, how, "Anna's phone");
    const peers = await lan.sluice("ada", "peers", "--localsend");
    const { code, out, err } = await peers.ended;
    assertEquals(code, 0, err);
    const [row, ...rest] = out.trimEnd().split("\n");
    assertEquals(rest, []);
    const [alias, model, type, address, protocol, fingerprint, version] = row!.split("\t");
    assertEquals([alias, model, type, protocol, version], [
      "Anna's phone",
      "Probe",
      "mobile",
      "https",
      "2.1",
    ]);
    assertMatch(address!, /^10\.77\.0\.2:\d+$/);
    assertEquals(fingerprint!.toUpperCase(), fingerprintOf(device));
  });
}

test("writes an event for each device, and none without a device", async () => {
  await using lan = await Lan.create("ipv4");
  const nothing = await (await lan.sluice("ada", "peers", "--localsend", "--json")).ended;
  assertEquals([nothing.code, nothing.out.includes('"device"')], [0, false]);
  await devices(lan, "register", "A", "\x1b[2Jb\u202e");
  const peers = await lan.sluice("ada", "peers", "--localsend", "--json");
  await peers.ended;
  const found = eventsOf(peers).filter(({ event }) => event === "device");
  assertEquals(found.map(({ alias }) => alias).sort(), ["\x1b[2Jb\u202e", "A"]);
});

/** Starts `send` on `ada` with a folder of its own. */
async function send(lan: Lan, folder: string, ...args: string[]): Promise<Program> {
  await Deno.writeTextFile(join(folder, "a.txt"), "rain");
  const env = { NO_COLOR: "1", XDG_STATE_HOME: join(folder, "state") };
  const line = await commandLine(["send", join(folder, "a.txt"), ...args]);
  return lan.startWith("ada", line, { env });
}

test("sends to a device by its name, in any case, or the start of it", async () => {
  await using lan = await Lan.create("ipv4");
  await using folder = await temporaryFolder();
  const device = await devices(lan, "register", "Anna's phone", "Bob");
  for (const name of ["anna's phone", "an"]) {
    const sender = await send(lan, folder.path, `--localsend=${name}`);
    const { code, err } = await sender.ended;
    assertEquals(code, 0, err);
    assertStringIncludes(err, `Sending to "Anna's phone"`);
    await device.waitFor(/^upload 4$/m, "out");
  }
});

test("names the devices that share a name, and sends to none of them", async () => {
  await using lan = await Lan.create("ipv4");
  await using folder = await temporaryFolder();
  const device = await devices(lan, "register", "Phone", "phone");
  const sender = await send(lan, folder.path, "--localsend=phone");
  const { code, err } = await sender.ended;
  assertEquals(code, 64, err);
  assertMatch(err, /Several devices have that name: .*10\.77\.0\.2:\d+, .*10\.77\.0\.2:\d+/);
  assertEquals(/prepare/.test(device.out), false);
});

test("goes on searching for a device that comes later", async () => {
  await using lan = await Lan.create("ipv4");
  await using folder = await temporaryFolder();
  await devices(lan, "register", "Other");
  const sender = await send(lan, folder.path, "--localsend=Late");
  await sender.waitFor(/No device named "Late" yet; still searching\. Found: "Other"/);
  await devices(lan, "multicast", "Late");
  assertEquals((await sender.ended).code, 0, sender.err);
  // The probe announces its fingerprint in lower case; by address it is read from the certificate.
  const [, address] = /Sending to "Late" at (\S+)/.exec(sender.err)!;
  const again = await send(lan, folder.path, `--localsend=${address}`);
  assertEquals((await again.ended).code, 0, again.err);
  assertEquals(again.err.includes("Warning"), false, again.err);
});

test("ends a search by --timeout", async () => {
  await using lan = await Lan.create("ipv4");
  await using folder = await temporaryFolder();
  const sender = await send(lan, folder.path, "--localsend=Missing", "--timeout", "1s");
  assertEquals((await sender.ended).code, 75, sender.err);
});

Deno.test({
  ...options,
  ignore: options.ignore || noTerminal() !== undefined,
  name: "lists devices on a terminal, and sends to the chosen one",
}, async () => {
  await using lan = await Lan.create("ipv4");
  await using folder = await temporaryFolder();
  const device = await devices(lan, "register", "Phone\x1b[2J", "Laptop");
  await Deno.writeTextFile(join(folder.path, "a.txt"), "rain");
  const words = await commandLine(["send", join(folder.path, "a.txt"), "--localsend"]);
  const line = words.map((word) => `'${word.replaceAll("'", `'\\''`)}'`).join(" ");
  const env = { TERM: "xterm", NO_COLOR: "1", XDG_STATE_HOME: join(folder.path, "state") };
  const script = ["script", "-qefc", line, "/dev/null"];
  const sender = lan.startWith("ada", script, { env, interactive: true });
  await sender.waitFor(/Enter searches again: /, "out");
  assertMatch(sender.out, / +NAME +MODEL +TYPE +ADDRESS +FINGERPRINT/);
  assertMatch(sender.out, /\d +Phone\\x1b\[2J +Probe +mobile +10\.77\.0\.2:\d+ +\w{4} \w{4}/);
  await sender.write("nothing\r");
  await sender.waitFor(/No device in the list is "nothing"/, "out");
  await sender.write("lap\r");
  assertEquals((await sender.ended).code, 0, sender.out);
  assertStringIncludes(sender.out, 'Sending to "Laptop"');
  await device.waitFor(/^upload 4$/m, "out");
});
