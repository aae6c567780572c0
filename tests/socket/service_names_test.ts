import { assert, assertEquals } from "@std/assert";
import { KNOWN_SERVICES } from "../../lib/socket/known_services.ts";
import { parseServices, type ServiceName, ServiceNames } from "../../lib/socket/service_names.ts";
import { systemServices } from "../../lib/socket/system_services.ts";
import { installed, run } from "../commands/run_sluice.ts";

const shown = (services: ServiceName[]) =>
  services.map(({ name, port, protocol }) => `${name} ${port}/${protocol}`);

Deno.test("parses services(5), and skips malformed lines", () => {
  const text = [
    "# a comment",
    "one 1/tcp uno eins # more",
    "two\t2/udp",
    "sctp 3/sctp",
    "zero 0/tcp",
    "far 65536/tcp",
    "no port",
    "word x/tcp",
    "",
    "last 65535/udp",
  ].join("\r\n");
  assertEquals(parseServices(text), [
    { name: "one", port: 1, protocol: "tcp", aliases: ["uno", "eins"] },
    { name: "two", port: 2, protocol: "udp", aliases: [] },
    { name: "last", port: 65535, protocol: "udp", aliases: [] },
  ]);
});

Deno.test("finds services by name, alias and protocol, and nothing unknown", () => {
  const names = new ServiceNames();
  assertEquals(shown(names.byPort(514)), ["shell 514/tcp", "syslog 514/udp"]);
  assertEquals(shown(names.byPort(514, "udp")), ["syslog 514/udp"]);
  assertEquals(shown(names.byName("www")), ["http 80/tcp"]);
  assertEquals(shown(names.byName("domain", "udp")), ["domain 53/udp"]);
  assertEquals(shown(names.byName("http", "udp")), []);
  assertEquals(shown(names.byName("HTTP")), []);
  assertEquals(shown(names.byPort(1)), ["tcpmux 1/tcp"]);
  assertEquals(shown(names.byPort(65535)), []);
});

Deno.test("prefers the machine's own list", () => {
  const names = new ServiceNames(parseServices("http 8080/tcp\nmine 80/tcp\n"));
  assertEquals(shown(names.byName("http")), ["http 8080/tcp"]);
  assertEquals(shown(names.byPort(80)), ["mine 80/tcp"]);
  assertEquals(shown(names.byName("gopher")), ["gopher 70/tcp"]);
});

Deno.test("reads the list from a file, and falls back to the built-in one", async () => {
  const path = await Deno.makeTempFile();
  await Deno.writeTextFile(path, "gopher 7070/tcp\n");
  assertEquals(shown(systemServices(path).byName("gopher")), ["gopher 7070/tcp"]);
  await Deno.remove(path);
  assertEquals(shown(systemServices(path).byName("gopher")), ["gopher 70/tcp"]);
});

Deno.test("has a built-in list without malformed or duplicate entries", () => {
  const services = parseServices(KNOWN_SERVICES);
  assertEquals(services.length, KNOWN_SERVICES.trim().split("\n").length);
  for (const key of ["name", "port"] as const) {
    const keys = services.map((each) => `${each[key]}/${each.protocol}`);
    assertEquals(new Set(keys).size, keys.length);
  }
});

const python = await installed("python3");
const hasList = await Deno.stat("/etc/services").then(() => true, () => false);
Deno.test({
  name: "Python's getservbyname and getservbyport agree, where this machine has a list" +
    (python && hasList ? "" : " (ignored: no Python, or no /etc/services)"),
  ignore: !python || !hasList,
  async fn() {
    const script = `
import socket
def ask(function, *args):
    try: return str(function(*args))
    except OSError: return ""
words = "http www domain syslog shell gopher 514 53 80 70 7 nothing".split()
for word in words:
    for protocol in ("tcp", "udp"):
        if word.isdigit(): print(ask(socket.getservbyport, int(word), protocol))
        else: print(ask(socket.getservbyname, word, protocol))
print(" ".join(words))
`;
    const lines = (await run("python3", { args: ["-c", script] })).out.trimEnd().split("\n");
    const words = lines.pop()!.split(" ");
    const names = systemServices();
    const ours = words.flatMap((word) =>
      (["tcp", "udp"] as const).map((protocol) => {
        const isPort = /^\d+$/.test(word);
        const [found] = isPort
          ? names.byPort(Number(word), protocol)
          : names.byName(word, protocol);
        return found === undefined ? "" : isPort ? found.name : String(found.port);
      })
    );
    // Entries of the built-in list alone are no disagreement.
    for (const [at, theirs] of lines.entries()) if (theirs !== "") assertEquals(ours[at], theirs);
    assert(lines.some((line) => line !== ""));
  },
});
