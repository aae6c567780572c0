// Whether LocalSend devices hear a share, and can reach what it announces.

import { assertEquals, assertMatch } from "@std/assert";
import { join } from "node:path";
import { temporaryFolder } from "../support/folder.ts";
import { programPath } from "../support/needs.ts";
import { Lan, noLan } from "./lan.ts";

const reason = await noLan() ?? (programPath("curl") === undefined ? "needs curl" : undefined);
if (reason) console.warn(`tests/lan: skipped: ${reason}`);
const options = { ignore: reason !== undefined, sanitizeResources: false, sanitizeOps: false };

async function heard(...flags: string[]) {
  await using folder = await temporaryFolder();
  await Deno.writeTextFile(join(folder.path, "f"), "hello");
  await using lan = await Lan.create("ipv4");
  const probe = await lan.probe("bob", "localsend_hear_probe.ts");
  await probe.waitFor(/listening/, "out");
  const words = ["--localsend", "--pin", "1234", "--alias", "Nice", ...flags];
  const share = await lan.sluice("ada", "share", join(folder.path, "f"), "--lan", ...words);
  await share.waitFor(/LocalSend devices see it as Nice/);
  const [line] = await probe.waitFor(/\{.*\}/, "out");
  const { device, host, announces } = JSON.parse(line);
  const url = `${device.protocol}://${host}:${device.port}/api/localsend/v2/info`;
  const { out } = await lan.start("bob", "curl", "-sSkf", "-m", "20", url).ended;
  return { device, host, announces, info: JSON.parse(out), share };
}

Deno.test({
  name: "announces a share with the download API, over plain HTTP",
  ...options,
  async fn() {
    const { device, host, announces, info } = await heard();
    assertEquals([host, announces], ["10.77.0.1", true]);
    assertEquals([device.alias, device.protocol, device.download], ["Nice", "http", true]);
    assertMatch(device.fingerprint, /^[0-9A-F]{64}$/);
    assertEquals([info.alias, info.fingerprint], ["Nice", device.fingerprint]);
  },
});

Deno.test({
  name: "announces an encrypted share with the fingerprint of its certificate",
  ...options,
  async fn() {
    const { device, info, share } = await heard("--tls");
    assertEquals(device.protocol, "https");
    const [, shown] = /^ {2}([0-9A-F:]{95})$/m.exec(share.err) ?? [];
    assertEquals(device.fingerprint, shown?.replaceAll(":", ""));
    assertEquals(info.fingerprint, device.fingerprint);
  },
});
