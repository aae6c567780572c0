/** Tests docs/python.md: it has a row for every name, and each row says what runs. */

import { assert, assertEquals, assertMatch } from "@std/assert";
import { checks as names } from "./python/names.ts";
import { checks as servers } from "./python/servers.ts";
import { checks as sockets } from "./python/sockets.ts";
import { checks as streams } from "./python/streams.ts";

const page = await Deno.readTextFile(new URL("../../docs/python.md", import.meta.url));
const checks = { ...sockets, ...streams, ...names, ...servers };

/** The rows: the names of Python, and what is here. */
const rows = Array.from(
  page.matchAll(/^\| (?!Python|---)(.*?[^\\]) +\| (.*?) +\|$/gm),
  ([, python, here]) => ({
    names: Array.from(python!.matchAll(/`([^`]+)`|errno \d+/g), ([all, name]) => name ?? all),
    here: here!,
  }),
);

/** Names that a reader of Python's exercises, or of its documentation of sockets, meets. */
const NAMES = `
  socket bind listen accept connect connect_ex create_connection socketpair socket(fileno=) fromfd
  fileno detach close shutdown SHUT_RD SHUT_WR SHUT_RDWR family type proto makefile
  AF_INET AF_INET6 AF_UNIX AF_CAN AF_RDS
  SOCK_STREAM SOCK_DGRAM SOCK_RAW SOCK_RDM SOCK_SEQPACKET IP_HDRINCL
  recv recv_into recvfrom recvfrom_into send sendall sendto sendfile flags
  getsockopt setsockopt settimeout settimeout(None) setblocking getdefaulttimeout setdefaulttimeout
  getpeername getsockname getaddrinfo gethostbyname gethostbyaddr gethostname getfqdn getnameinfo
  getservbyname getservbyport select
  TCPServer UDPServer UnixStreamServer UnixDatagramServer BaseServer BaseRequestHandler handle
  request client_address ForkingMixIn ThreadingMixIn handle_request serve_forever server_bind
  server_activate
  socket.error gaierror ConnectionResetError
  os.popen encode decode input()
`.trim().split(/\s+/).concat(["errno 10057", "errno 10060", "errno 10061"]);

Deno.test("the page has a row for every name, and none twice", () => {
  const printed = rows.flatMap(({ names }) => names);
  assertEquals(NAMES.filter((name) => !printed.includes(name)), []);
  assertEquals(printed.filter((name, at) => printed.indexOf(name) !== at), []);
});

Deno.test("every row without a check says no, and why", () => {
  for (const { names, here } of rows) {
    if (names[0]! in checks) continue;
    assertMatch(here, /^no( for [^:]+)?: .{10,}$/, names[0]!);
  }
});

Deno.test("every check belongs to a row, which names what the check uses", () => {
  for (const [name, check] of Object.entries(checks)) {
    const row = rows.find(({ names }) => names[0] === name);
    assert(row !== undefined, name);
    const source = check.toString();
    const code = Array.from(row.here.matchAll(/`([^`]*)`/g), ([, code]) => code!).join(" ");
    const used = Array.from(code.matchAll(/\b(\w+)\(|\{ ([\w, ]+) \}/g)).flatMap((
      [, called, options],
    ) => called ?? options!.split(", "));
    for (const each of used) {
      assert(new RegExp(`\\b${each}\\b`).test(source), `${name}: no check of ${each}`);
    }
  }
});

Deno.test("functions without a module are exports of the library", async () => {
  const library = await import("../../lib/mod.ts");
  const ours = ["dial", "listen", "read", "readText", "serve", "writeAll", "fqdn", "ChunkReader"];
  for (const name of ours) assert(name in library && page.includes(name), name);
  const methods =
    "accept close abort cancel receive send exactly getReader pipeTo byName byPort create output closeWrite";
  const others =
    "connect listenDatagram createSocket prompt log all race recv talk hear Command Socket DataView TextEncoder TextDecoder";
  for (const { here } of rows) {
    for (const [, code] of here.matchAll(/`([^`]*)`/g)) {
      for (const [, name] of code!.matchAll(/(?<![.\w])([a-z]\w+)\(/g)) {
        const known = name! in library || ` ${methods} ${others} `.includes(` ${name} `) ||
          /^([gs]et|add)[A-Z]/.test(name!);
        assert(known, name);
      }
    }
  }
});

for (const [name, check] of Object.entries(checks)) {
  // A refused or reset connection of the runtime's own may end after the check.
  Deno.test({
    name: `${name}: what the page says runs`,
    ignore: Deno.build.os === "windows" && /unix/i.test(check.toString()),
    sanitizeResources: false,
    sanitizeOps: false,
    fn: async () => await check(),
  });
}
