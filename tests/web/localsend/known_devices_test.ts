import { assertEquals } from "@std/assert";
import { MAX_KNOWN_DEVICES } from "../../../lib/limits.ts";
import { KnownDevices } from "../../../lib/web/localsend/known_devices.ts";

Deno.test("tells a new name, a known fingerprint and another one apart", () => {
  const devices = new KnownDevices();
  assertEquals(devices.recognise("Phone", "A"), "new");
  assertEquals(devices.remember("Phone", "A"), true);
  assertEquals(devices.recognise("Phone", "A"), "known");
  assertEquals(devices.recognise("Phone", "B"), "changed");
  assertEquals(devices.recognise("phone", "A"), "new");
  assertEquals(devices.remember("Phone", "A"), false);
});

Deno.test("knows a list that is damaged", () => {
  assertEquals(KnownDevices.isSound(new KnownDevices().format()), true);
  for (const text of ["", "{bad", "[]", "null"]) assertEquals(KnownDevices.isSound(text), false);
});

Deno.test("several devices may have one name, and the last four fingerprints are known", () => {
  const devices = new KnownDevices();
  for (const fingerprint of ["A", "B", "C", "D", "E"]) devices.remember("Phone", fingerprint);
  assertEquals(devices.recognise("Phone", "A"), "changed");
  for (const fingerprint of ["B", "C", "D", "E"]) {
    assertEquals(devices.recognise("Phone", fingerprint), "known", fingerprint);
  }
});

Deno.test("a fingerprint that was used again is not the next to be forgotten", () => {
  const devices = new KnownDevices();
  for (const fingerprint of ["A", "B", "C", "D", "A", "E"]) devices.remember("Phone", fingerprint);
  assertEquals(devices.recognise("Phone", "A"), "known");
  assertEquals(devices.recognise("Phone", "B"), "changed");
});

Deno.test("reads what it wrote, also names of Object and of other scripts", () => {
  const devices = new KnownDevices();
  for (const name of ["Phone", "__proto__", "constructor", "телефон 😀", "", "7"]) {
    devices.remember(name, "A");
  }
  const read = KnownDevices.parse(devices.format());
  for (const name of ["Phone", "__proto__", "constructor", "телефон 😀", "", "7"]) {
    assertEquals(read.recognise(name, "A"), "known", name);
  }
  assertEquals(read.recognise("toString", "A"), "new");
});

Deno.test("forgets the names beyond the limit, the oldest first", () => {
  const devices = new KnownDevices();
  for (let i = 0; i <= MAX_KNOWN_DEVICES; i++) devices.remember(`device ${i}`, "A");
  assertEquals(devices.recognise("device 0", "A"), "new");
  assertEquals(devices.recognise("device 1", "A"), "known");
  assertEquals(devices.recognise(`device ${MAX_KNOWN_DEVICES}`, "A"), "known");
});

Deno.test("a damaged file is no fault, and its sound entries are kept", () => {
  for (const text of ["", "x", "null", "[]", "5", '{"Phone":', '{"Phone":"A"}', '{"Phone":[5]}']) {
    assertEquals(KnownDevices.parse(text).recognise("Phone", "A"), "new", text);
  }
  const mixed = KnownDevices.parse('{"Phone":["A"],"Tablet":{"a":1},"Laptop":[null]}');
  assertEquals(mixed.recognise("Phone", "A"), "known");
  assertEquals(mixed.recognise("Laptop", "A"), "new");
});
