import { assertEquals } from "@std/assert";
import type { Network } from "../../../lib/discovery/network.ts";
import { decodeAnnouncement, heardHost } from "../../../lib/web/localsend/multicast.ts";

const utf8 = (text: string) => new TextEncoder().encode(text);
const GOOD = {
  alias: "Anna",
  version: "2.1",
  deviceModel: null,
  deviceType: "spaceship",
  fingerprint: "AB",
  port: 53317,
  protocol: "https",
  announce: true,
};
const decode = (more: Record<string, unknown>) =>
  decodeAnnouncement(utf8(JSON.stringify({ ...GOOD, ...more })));

Deno.test("reads an announcement", () => {
  assertEquals(decode({}), {
    announces: true,
    device: {
      alias: "Anna",
      version: "2.1",
      deviceModel: undefined,
      deviceType: "desktop",
      fingerprint: "AB",
      download: false,
      port: 53317,
      protocol: "https",
    },
  });
});

Deno.test("tells an answer from an announcement, also of version 1", () => {
  assertEquals(decode({ announce: false })?.announces, false);
  assertEquals(decode({ announce: undefined })?.announces, false);
  assertEquals(decode({ announce: undefined, announcement: true })?.announces, true);
  assertEquals(decode({ announce: "true" })?.announces, false);
});

Deno.test("ignores what is no announcement", () => {
  const bad: Record<string, unknown>[] = [
    { alias: undefined },
    { alias: 1 },
    { alias: "x".repeat(257) },
    { alias: "\ud800" },
    { port: 0 },
    { port: 65536 },
    { port: "53317" },
    { port: undefined },
    { protocol: "ftp" },
    { protocol: undefined },
    { fingerprint: [] },
    { download: "yes" },
  ];
  for (const more of bad) assertEquals(decode(more), undefined, JSON.stringify(more));
  const texts = ["", "[]", "null", "1", '{"alias":', "[".repeat(1000), "{}"];
  for (const text of texts) assertEquals(decodeAnnouncement(utf8(text)), undefined, text);
  assertEquals(decodeAnnouncement(new Uint8Array([0xff, 0xfe])), undefined);
});

Deno.test("the network of a device that was heard is never guessed", () => {
  const [eth0, wlan0] = ["eth0", "wlan0"].map((name): Network => ({
    name,
    family: "IPv6",
    address: "fe80::1",
    prefix: 64,
  })) as [Network, Network];
  assertEquals(heardHost("fe80::9", [wlan0]), "fe80::9%wlan0");
  assertEquals(heardHost("fe80::9", [eth0, wlan0]), "fe80::9");
  assertEquals(heardHost("192.0.2.7", []), "192.0.2.7");
});
