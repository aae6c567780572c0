/** What the argument after `--lan` is: decided by the interfaces and the paths that exist. */

import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { lanAddresses, lanFlag } from "../../../commands/flags/lan.ts";
import { CallerError } from "../../../lib/errors.ts";
import type { InterfaceAddress } from "../../../lib/web/lan_address.ts";

const ADDRESSES: readonly InterfaceAddress[] = [
  { name: "lo", family: "IPv4", address: "127.0.0.1" },
  { name: "en", family: "IPv4", address: "192.168.1.7" },
  { name: "tun0", family: "IPv4", address: "10.8.0.2" },
  { name: "Wi-Fi 2", family: "IPv6", address: "fe80::7" },
];
const PATHS = ["logs", "en", "192.0.2.9", "eth0"];

const isValue = (word: string, makes = false) =>
  lanFlag(makes, {
    addresses: () => ADDRESSES,
    exists: (path) => PATHS.includes(path),
  }).looksLikeValue!(word);

Deno.test("an argument after --lan is the interface or the address that this machine has", () => {
  for (const word of ["tun0", "lo", "Wi-Fi 2", "192.168.1.7", "[fe80::7]"]) {
    assertEquals(isValue(word), true, word);
  }
});

Deno.test("an argument after --lan is a path where no interface has that name", () => {
  // An address of another machine and a usual name of an interface, which are names of files here.
  for (const word of ["logs", "eth0", "192.0.2.9", "./tun0", "a/b", ".", ".."]) {
    assertEquals(isValue(word), false, word);
  }
});

Deno.test("an interface is preferred to a path of its name", () => {
  assertEquals(isValue("en"), true);
  assertEquals(isValue("./en"), false);
});

Deno.test("rejects an argument after --lan that names neither, and lists the interfaces", () => {
  const { message } = assertThrows(() => isValue("tun1"), CallerError);
  assertEquals(
    message,
    'There is no interface and no path "tun1"; the interfaces are lo, en, tun0, Wi-Fi 2',
  );
  const { message: making } = assertThrows(() => isValue("inbox", true), CallerError);
  assertStringIncludes(making, "; for a new folder write ./inbox");
  assertThrows(() => isValue("tun\x1b[1m"), CallerError, "tun\\x1b[1m");
});

Deno.test("names usable interfaces where the one of --lan is unknown or cannot be reached", () => {
  const addressesOf = (word: string) => lanAddresses(word, ADDRESSES);
  assertEquals(addressesOf("tun0").map(({ address }) => address), ["10.8.0.2"]);
  assertThrows(
    () => addressesOf("eth9"),
    CallerError,
    '--lan needs an interface or an address of this machine, not "eth9"; use one of en, tun0',
  );
  // An address of another machine.
  assertEquals(isValue("192.0.2.8"), true);
  assertThrows(() => addressesOf("192.0.2.8"), CallerError, 'not "192.0.2.8"; use one of en, tun0');
  for (const word of ["lo", "Wi-Fi 2"]) {
    assertThrows(
      () => addressesOf(word),
      CallerError,
      `Other machines cannot reach an address of ${word}; use one of en, tun0`,
    );
  }
  assertThrows(
    () => lanAddresses("", ADDRESSES.slice(0, 1)),
    CallerError,
    "This machine has no address that other machines can reach",
  );
});
