/** LocalSend with the implementations of PyPI: `localsend-cli` 0.1 and `localsendd` 0.1. */

import { assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { assertSame, NAMES, type Pair, pathsIn, withOther } from "./localsend_others.ts";

const CLI = ["localsend-cli"];
const DAEMON = ["localsendd", "localsendctl"];

/** Starts the daemon; returns what runs its control program to the end. */
async function daemon({ other, home }: Pair, ...flags: string[]) {
  const socket = join(home, "socket");
  const folder = join(home, "in");
  await Deno.mkdir(folder);
  const place = ["--socket", socket, "--download-dir", folder, "--config", join(home, "none")];
  const program = other("localsendd", ...place, "--alias", "Daemon", "--unattended", ...flags);
  await program.waitFor(/fingerprint=/);
  const control = (...args: string[]) => other("localsendctl", "--socket", socket, ...args).ended;
  const devices = async (alias: string) => {
    let out = "";
    for (let i = 0; i < 20 && !out.includes(`"${alias}"`); i++) {
      ({ out } = await control("devices", "--scan", "--wait-for", "0.5", "--json"));
    }
    return JSON.parse(out).find((device: { alias: string }) => device.alias === alias);
  };
  return { folder, control, devices };
}

withOther(CLI, "localsend-cli scan finds a share", async ({ sluice, other, files }) => {
  const words = ["--lan", "--localsend", "--yes", "--alias", "Nice"];
  const share = await sluice("share", files, ...words);
  await share.waitFor(/LocalSend devices see it as Nice/);
  const { out, code } = await other("localsend-cli", "scan", "--json", "--timeout", "3").ended;
  assertEquals(code, 0);
  const [line] = out.split("\n").filter((line) => line.startsWith("{"));
  const { alias, ip, download, port } = JSON.parse(line!);
  assertEquals([alias, ip, download], ["Nice", "10.77.0.1", true]);
  assertStringIncludes(share.err, `:${port}/`);
});

withOther(DAEMON, "localsendd lists a share, which offers downloads", async (pair) => {
  const words = ["--lan", "--localsend", "--yes", "--alias", "Nice"];
  const share = await pair.sluice("share", pair.files, ...words);
  await share.waitFor(/LocalSend devices see it as Nice/);
  const { devices } = await daemon(pair);
  const { protocol, download, deviceType } = await devices("Nice");
  assertEquals([protocol, download, deviceType], ["http", true, "headless"]);
});

withOther(CLI, "localsend-cli sends files to receive", async ({ sluice, other, files, into }) => {
  const receiver = await sluice("receive", "--localsend", "--yes", "--once", "--into", into);
  await receiver.waitFor(/Waiting for a LocalSend device/);
  const words = ["send", "10.77.0.1", ...pathsIn(files), "--json"];
  const sender = await other("localsend-cli", ...words).ended;
  assertEquals([sender.code, (sender.out.match(/"event": "sent"/g) ?? []).length], [
    0,
    NAMES.length,
  ]);
  assertEquals((await receiver.ended).code, 0);
  await assertSame(into, files);
}, ["receive"]);

withOther(CLI, "send gives files to localsend-cli", async ({ sluice, other, files, home }) => {
  const folder = join(home, "in");
  const receiver = other("localsend-cli", "receive", "--output", folder, "--json");
  await receiver.waitFor(/"event": "ready"/, "out");
  const { code, err } = await (await sluice("send", ...pathsIn(files), "--localsend=10.77.0.2"))
    .ended;
  assertEquals(code, 0, err);
  await assertSame(folder, files);
}, ["send"]);

withOther(DAEMON, "localsendd sends files to receive, with its PIN", async (pair) => {
  const { sluice, files, into } = pair;
  const flags = ["--localsend", "--yes", "--once", "--pin", "4815", "--alias", "Box"];
  const receiver = await sluice("receive", ...flags, "--into", into);
  await receiver.waitFor(/Waiting for a LocalSend device/);
  const { control, devices } = await daemon(pair);
  assertEquals((await devices("Box")).protocol, "https");
  const give = (pin: string) =>
    control("send", ...pathsIn(files), "--to", "Box", "--pin", pin, "--wait", "--quiet");
  const wrong = await give("1");
  assertEquals(wrong.code, 1);
  assertStringIncludes(wrong.out, "pin_required");
  const right = await give("4815");
  assertEquals(right.code, 0, right.out);
  assertEquals((await receiver.ended).code, 0);
  await assertSame(into, files);
}, ["receive"]);

withOther(DAEMON, "send finds localsendd by its name, and enters its PIN", async (pair) => {
  const { sluice, files } = pair;
  const { folder } = await daemon(pair, "--pin", "4815");
  // It answers 500 to a file without content.
  await Deno.remove(join(files, "empty"));
  const paths = pathsIn(files).filter((path) => !path.endsWith("empty"));
  const give = async (pin: string) =>
    await (await sluice("send", ...paths, "--localsend=Daemon", "--pin", pin)).ended;
  const wrong = await give("1");
  assertEquals(wrong.code === 0, false, wrong.err);
  const right = await give("4815");
  assertEquals(right.code, 0, right.err);
  await assertSame(folder, files);
}, ["send"]);
