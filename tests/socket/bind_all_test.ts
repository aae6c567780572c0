import { assertEquals, assertThrows } from "@std/assert";
import { bindAll } from "../../lib/socket/bind_all.ts";

/** A fake system, which decides whether a host and port can be bound and records those that are. */
function system(refuses: (host: string, port: number) => string | undefined) {
  const bound = new Set<string>();
  let next = 5000;
  const bind = ({ hostname, port }: { hostname: string; port: number }) => {
    const chosen = port === 0 ? next++ : port;
    const code = refuses(hostname, chosen);
    if (code !== undefined) throw Object.assign(new Error(code), { code });
    bound.add(`${hostname} ${chosen}`);
    return { addr: { transport: "tcp" as const, hostname, port: chosen } };
  };
  const close = ({ addr }: ReturnType<typeof bind>) =>
    void bound.delete(`${addr.hostname} ${addr.port}`);
  const all = (hosts: string[], port: number) =>
    bindAll({ hosts, port }, { bind, close, areApart: () => true });
  return { all, bound };
}

const HOSTS = ["192.0.2.1", "198.51.100.1", "2001:db8::1"];

Deno.test("binds every address at one port", () => {
  const { all, bound } = system(() => undefined);
  assertEquals(all(HOSTS, 0).hosts, HOSTS);
  assertEquals([...bound], HOSTS.map((host) => `${host} 5000`));
  assertEquals(all(HOSTS, 80).bound.map(({ addr }) => addr.port), [80, 80, 80]);
});

Deno.test("binds both families for ::", () => {
  const { all, bound } = system(() => undefined);
  assertEquals(all(["::"], 80).hosts, ["::"]);
  assertEquals([...bound], [":: 80", "0.0.0.0 80"]);
});

Deno.test("leaves out addresses that the machine does not have, unless no other remains", () => {
  for (const gone of HOSTS) {
    const { all, bound } = system((host) => host === gone ? "EADDRNOTAVAIL" : undefined);
    const rest = HOSTS.filter((host) => host !== gone);
    assertEquals(all(HOSTS, 80).hosts, rest);
    assertEquals([...bound], rest.map((host) => `${host} 80`));
  }
  const { all } = system(() => "EADDRNOTAVAIL");
  assertThrows(() => all(HOSTS, 80), Error, "EADDRNOTAVAIL");
});

Deno.test("rejects a port that is in use at one address, and closes the others", () => {
  const { all, bound } = system((host) => host === HOSTS[1] ? "EADDRINUSE" : undefined);
  for (const port of [80, 0]) {
    assertThrows(() => all(HOSTS, port), Error, "EADDRINUSE");
    assertEquals([...bound], []);
  }
});

Deno.test("chooses another port if one is free at some addresses only", () => {
  const { all, bound } = system((host, port) =>
    host === HOSTS[2] && port < 5002 ? "EADDRINUSE" : undefined
  );
  all(HOSTS, 0);
  assertEquals([...bound], HOSTS.map((host) => `${host} 5002`));
});
