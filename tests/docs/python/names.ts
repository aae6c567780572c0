// deno-lint-ignore-file camelcase -- A check has the name that Python has.
/** Checks of docs/python.md: names and numbers, and what is besides sockets. @module */

import { assert, assertEquals, assertMatch } from "@std/assert";
import { md5 } from "../../../lib/digest/md5.ts";
import { readLines } from "../../../lib/line/read_lines.ts";
import { decodeText } from "../../../lib/services/gopher_item.ts";
import { parseAddress } from "../../../lib/socket/address.ts";
import { dial } from "../../../lib/socket/dial.ts";
import { addressesOf, fqdn, reverse } from "../../../lib/socket/host_names.ts";
import { listen } from "../../../lib/socket/listen.ts";
import { memoryPair } from "../../../lib/socket/memory_pair.ts";
import { readText } from "../../../lib/socket/read_text.ts";
import { systemServices } from "../../../lib/socket/system_services.ts";
import { ownAddresses, ownName } from "../../../lib/socket/this_machine.ts";
import { writeAll } from "../../../lib/socket/write_all.ts";
import { cert, key } from "../../support/certificate.ts";
import { runCommand } from "../../support/program.ts";
import type { Checks } from "./check.ts";

/** Runs a script with this input; returns its output. */
async function scripted(script: string, stdin: string): Promise<string> {
  const args = ["eval", "--quiet", "--no-lock", "--no-config", script] as const;
  return (await runCommand([Deno.execPath(), ...args], { stdin })).out;
}

/** The checks. */
export const checks: Checks = {
  async getaddrinfo() {
    const host = "localhost";
    assert((await addressesOf(host)).includes("127.0.0.1"));
    const text = "[::1]:80";
    assertEquals(parseAddress(text), { scheme: "tcp", host: "::1", port: 80 });
  },
  async gethostbyname() {
    const host = "127.0.0.1";
    assertEquals(await addressesOf(host), [host]);
  },
  async gethostbyaddr() {
    const address = "127.0.0.1";
    assertMatch(await reverse(address), /\w/);
  },
  async getnameinfo() {
    const [address, port] = ["127.0.0.1", 80];
    assertMatch(await reverse(address), /\w/);
    assertEquals(systemServices().byPort(port)[0]!.name, "http");
  },
  gethostname() {
    assert(ownName() !== "");
    assert(ownAddresses().some(({ address }) => address === "127.0.0.1"));
  },
  async getfqdn() {
    const [host, address] = ["ada", "192.0.2.1"];
    const lookups = {
      lookup: () => Promise.resolve([address]),
      reverse: () => Promise.resolve("ada.example"),
    };
    assertEquals(await fqdn(host, lookups), "ada.example");
  },
  getservbyname() {
    const [name, protocol, port] = ["http", "tcp", 80] as const;
    assertEquals(systemServices().byName(name, protocol)[0]!.port, 80);
    assertEquals(systemServices().byPort(port, protocol)[0]!.name, "http");
  },
  if_nameindex() {
    assert(ownAddresses().every((each) => each.interface !== ""));
  },
  htons() {
    const buffer = new ArrayBuffer(4);
    const view = new DataView(buffer);
    const value = 0x0102;
    view.setUint16(0, value);
    assertEquals([...new Uint8Array(buffer)], [1, 2, 0, 0]);
    view.setUint32(0, value);
    assertEquals([...new Uint8Array(buffer)], [0, 0, 1, 2]);
  },
  ntohs() {
    const buffer = Uint8Array.of(0, 0, 1, 2).buffer;
    const view = new DataView(buffer);
    assertEquals([view.getUint16(0), view.getUint32(0)], [0, 0x0102]);
  },
  async "ssl.wrap_socket"() {
    using listener = listen("tls://127.0.0.1:0", { tls: { cert, key } });
    const accepted = listener.accept();
    const dialled = dial(`tls://localhost:${listener.port}`, { tls: { ca: [cert] } });
    using there = (await accepted)!;
    const answered = writeAll(there, "hello");
    using conn = await dialled;
    await answered;
    assertEquals(await readText(conn, 100), "hello");
  },
  async "os.popen"() {
    const [program, args] = [Deno.execPath(), ["--version"]];
    const { stdout } = await new Deno.Command(program, { args }).output();
    assertMatch(decodeText(stdout), /^deno /);
  },
  async encode() {
    const [conn, there] = memoryPair();
    const text = "ß";
    await writeAll(conn, text);
    assertEquals(await readText(there, 100), text);
    assertEquals(new TextEncoder().encode(text), Uint8Array.of(0xc3, 0x9f));
  },
  async decode() {
    const [here, conn] = memoryPair();
    await writeAll(here, Uint8Array.of(0xc3, 0x9f));
    const most = 1024;
    assertEquals(await readText(conn, most), "ß");
    assertEquals(decodeText(Uint8Array.of(0xc3, 0x9f)), "ß");
    const bytes = Uint8Array.of(0xd6, 0xd0);
    assertEquals(new TextDecoder("gbk").decode(bytes), "中");
  },
  async "input()"() {
    assert(readLines(Deno.stdin) !== undefined || prompt("> ") === "never");
    const lines = `for await (const c of Deno.stdin.readable) console.log(c.length)`;
    assertEquals(await scripted(lines, "hello\n"), "6\n");
  },
  async print() {
    const text = "hello";
    const said = await scripted(`console.log(${JSON.stringify(text)})`, "");
    assertEquals(said, "hello\n");
    const bytes = new Uint8Array();
    await writeAll(Deno.stdout, bytes);
  },
  "hashlib.md5"() {
    const hasher = md5.create();
    hasher.update(new TextEncoder().encode("hello\n"));
    assertEquals(hasher.digest(), "b1946ac92492d2347c6235b4d2611184");
  },
};
