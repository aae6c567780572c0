import { assertEquals } from "@std/assert";
import type { Network } from "../../../lib/discovery/network.ts";
import type { FoundDevice } from "../../../lib/web/localsend/device_handler.ts";
import { withZone } from "../../../lib/web/localsend/with_zone.ts";

const at = (host: string): FoundDevice => ({
  device: { alias: "Anna", version: "2.2", fingerprint: "AB", download: false },
  place: { host, port: 53317, protocol: "https" },
});
const v4: Network = { name: "eth0", family: "IPv4", address: "192.0.2.1", prefix: 24 };
const eth0: Network = { name: "eth0", family: "IPv6", address: "fe80::1", prefix: 64 };
const wlan0: Network = { name: "wlan0", family: "IPv6", address: "fe80::2", prefix: 64 };

Deno.test("a link-local address gets the zone of the only network that it may belong to", () => {
  const [found, ...others] = withZone(at("fe80::9"), [v4, eth0]);
  assertEquals([found?.place.host, found?.device.alias], ["fe80::9%eth0", "Anna"]);
  assertEquals(others, []);
});

Deno.test("a link-local address that may belong to several networks gets the zone of each", () => {
  const found = withZone(at("fe80::9"), [eth0, wlan0]);
  assertEquals(found.map(({ place: { host } }) => host), ["fe80::9%eth0", "fe80::9%wlan0"]);
  assertEquals(withZone(at("fe80::9"), [v4]), []);
});

Deno.test("other addresses stay as they are", () => {
  for (const host of ["192.0.2.7", "2001:db8::7", "fe80::9%wlan0"]) {
    assertEquals(withZone(at(host), [eth0, wlan0]), [at(host)]);
  }
});
