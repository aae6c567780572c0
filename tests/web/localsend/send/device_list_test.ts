import { assertEquals } from "@std/assert";
import { MAX_DEVICES_OF_HOST, MAX_FOUND_DEVICES } from "../../../../lib/limits.ts";
import type { FoundDevice } from "../../../../lib/web/localsend/device_handler.ts";
import { DeviceList } from "../../../../lib/web/localsend/send/device_list.ts";

function found(
  alias: string,
  { fingerprint = alias, host = "10.0.0.1", port = 1, protocol = "https" as "http" | "https" } = {},
): FoundDevice {
  const device = { alias, version: "2.1", fingerprint, download: false };
  return { device, place: { host, port, protocol } };
}

const aliases = (list: readonly FoundDevice[]) => list.map(({ device }) => device.alias);

Deno.test("keeps a device once, with what it said last", () => {
  const list = new DeviceList();
  assertEquals(list.add(found("a", { fingerprint: "FF" })), true);
  assertEquals(list.add(found("a", { fingerprint: "ff" })), false);
  assertEquals(list.add(found("b", { fingerprint: "FF" })), true);
  assertEquals(aliases(list.devices), ["b"]);
});

Deno.test("keeps the address under which a device was found first", () => {
  const list = new DeviceList();
  list.add(found("a"));
  assertEquals(list.add(found("a", { host: "10.0.0.2" })), false);
  assertEquals(list.devices.map(({ place }) => place.host), ["10.0.0.1"]);
});

Deno.test("prefers an address without a zone", () => {
  const list = new DeviceList();
  for (const host of ["fe80::1%eth0", "10.0.0.2", "fe80::1%eth0", "10.0.0.3"]) {
    list.add(found("a", { host }));
  }
  assertEquals(list.devices.map(({ place }) => place.host), ["10.0.0.2"]);
});

Deno.test("tells devices without encryption apart by their places", () => {
  const list = new DeviceList();
  for (const port of [1, 2, 2]) {
    list.add(found("a", { fingerprint: "same", protocol: "http", port }));
  }
  assertEquals(list.devices.length, 2);
});

Deno.test("leaves room for the devices of other addresses", () => {
  const list = new DeviceList();
  for (let n = 0; n < 1000; n++) list.add(found(`x${n}`));
  assertEquals(list.devices.length, MAX_DEVICES_OF_HOST);
  assertEquals(list.omitted, 1000 - MAX_DEVICES_OF_HOST);
  assertEquals(list.add(found("phone", { host: "10.0.0.2" })), true);
  for (let n = 0; n < 1000; n++) list.add(found(`y${n}`, { host: `10.0.1.${n}` }));
  assertEquals(list.devices.length, MAX_FOUND_DEVICES);
});

Deno.test("finds a name in any case, whole names first", () => {
  const list = new DeviceList();
  for (const alias of ["Anna", "Anna's phone", "Bob", "ANNA"]) {
    list.add(found(alias, { fingerprint: `of ${list.devices.length}` }));
  }
  assertEquals(aliases(list.named("anna")), ["Anna", "ANNA"]);
  assertEquals(aliases(list.named("anna'")), ["Anna's phone"]);
  assertEquals(aliases(list.named("b")), ["Bob"]);
  assertEquals(aliases(list.named("carl")), []);
});
