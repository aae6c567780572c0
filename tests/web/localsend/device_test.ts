import { assertEquals, assertThrows } from "@std/assert";
import { ProtocolError } from "../../../lib/errors.ts";
import { MAX_ALIAS_LENGTH } from "../../../lib/limits.ts";
import { readDevice, readReachableDevice, thisDevice } from "../../../lib/web/localsend/device.ts";

/** The announcement of the specification, section 3.1. */
const SPECIFIED = {
  alias: "Nice Orange",
  version: "2.0",
  deviceModel: "Samsung",
  deviceType: "mobile",
  fingerprint: "random string",
  port: 53317,
  protocol: "https",
  download: true,
  announce: true,
};

Deno.test("reads the announcement of the specification", () => {
  assertEquals(readReachableDevice("it", SPECIFIED), {
    alias: "Nice Orange",
    version: "2.0",
    deviceModel: "Samsung",
    deviceType: "mobile",
    fingerprint: "random string",
    port: 53317,
    protocol: "https",
    download: true,
  });
});

const TOLERATED: [what: string, members: Record<string, unknown>, read: Record<string, unknown>][] =
  [
    ["missing optional members", { alias: "A" }, {
      version: "1.0",
      deviceModel: undefined,
      deviceType: undefined,
      fingerprint: "",
      download: false,
    }],
    ["null for optional members", {
      alias: "A",
      version: null,
      deviceModel: null,
      deviceType: null,
      fingerprint: null,
      download: null,
    }, { version: "1.0", deviceModel: undefined, deviceType: undefined, fingerprint: "" }],
    ["an unknown kind", { alias: "A", deviceType: "toaster" }, { deviceType: "desktop" }],
    ["a kind in upper case, as Rust has it", { alias: "A", deviceType: "MOBILE" }, {
      deviceType: "mobile",
    }],
    ["a fingerprint in lower case, as localsend-cli of PyPI has it", {
      alias: "A",
      fingerprint: "0123456789abcdef".repeat(4),
    }, { fingerprint: "0123456789ABCDEF".repeat(4) }],
    ["a random text as fingerprint", { alias: "A", fingerprint: "a1b2c3" }, {
      fingerprint: "a1b2c3",
    }],
    ["unknown members", { alias: "A", more: [1, 2], __proto__: { port: 1 } }, { alias: "A" }],
    ["an empty name", { alias: "" }, { alias: "" }],
    ["a name with control characters, which is escaped where it is shown", {
      alias: "a\x1b[2Jb",
    }, { alias: "a\x1b[2Jb" }],
    ["the longest name", { alias: "x".repeat(MAX_ALIAS_LENGTH) }, {
      alias: "x".repeat(MAX_ALIAS_LENGTH),
    }],
  ];

for (const [what, members, read] of TOLERATED) {
  Deno.test(`reads a device with ${what}`, () => {
    const device = readDevice("it", members) as unknown as Record<string, unknown>;
    for (const [name, value] of Object.entries(read)) assertEquals(device[name], value, name);
  });
}

const REJECTED: [what: string, members: Record<string, unknown>][] = [
  ["no name", { alias: undefined }],
  ["null as name", { alias: null }],
  ["a number as name", { alias: 7 }],
  ["an array as name", { alias: ["a"] }],
  ["a name that is too long", { alias: "x".repeat(MAX_ALIAS_LENGTH + 1) }],
  ["a name with half a surrogate pair", { alias: "\ud800" }],
  ["a number as fingerprint", { fingerprint: 7 }],
  ["a fingerprint that is too long", { fingerprint: "F".repeat(MAX_ALIAS_LENGTH + 1) }],
  ["an object as model", { deviceModel: {} }],
  ["a number as kind", { deviceType: 1 }],
  ["a text as download", { download: "true" }],
  ["a number as version", { version: 2.1 }],
  ["a version that is too long", { version: "2.".repeat(9) }],
  ["no port", { port: undefined }],
  ["the port 0", { port: 0 }],
  ["a port above 65535", { port: 65536 }],
  ["a negative port", { port: -1 }],
  ["half a port", { port: 80.5 }],
  ["a port as text", { port: "53317" }],
  ["no protocol", { protocol: undefined }],
  ["an unknown protocol", { protocol: "ftp" }],
  ["a protocol in upper case", { protocol: "HTTPS" }],
];

for (const [what, members] of REJECTED) {
  Deno.test(`rejects a device with ${what}`, () => {
    assertThrows(() => readReachableDevice("it", { ...SPECIFIED, ...members }), ProtocolError);
  });
}

Deno.test("rejects a device that is no object", () => {
  for (const value of [null, undefined, 1, "x", [], [SPECIFIED], true]) {
    assertThrows(() => readDevice("the announcement", value), ProtocolError, "the announcement");
  }
});

Deno.test("describes this program with a version that every peer of version 2 speaks", () => {
  const device = thisDevice({ alias: "Box", fingerprint: "F" });
  assertEquals([device.alias, device.fingerprint, device.download], ["Box", "F", false]);
  assertEquals(device.version.split(".")[0], "2");
  assertEquals(readDevice("it", JSON.parse(JSON.stringify(device))), device);
  assertEquals(thisDevice({ alias: "Box", fingerprint: "F", download: true }).download, true);
});
