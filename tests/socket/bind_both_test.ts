import { assertEquals, assertThrows } from "@std/assert";
import { bindBoth } from "../../lib/socket/bind_both.ts";

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
  const both = (host: string, port: number, areApart: boolean) =>
    bindBoth({ host, port }, { bind, close, areApart: () => areApart }).map(({ addr }) =>
      `${addr.hostname} ${addr.port}`
    );
  return { both, bound };
}

const taken = (...hosts: string[]) => (host: string) =>
  hosts.includes(host) ? "EADDRINUSE" : undefined;

Deno.test("binds :: and 0.0.0.0 at the same port if the families are separate", () => {
  assertEquals(system(taken()).both("::", 0, true), [":: 5000", "0.0.0.0 5000"]);
  assertEquals(system(taken()).both("::", 80, true), [":: 80", "0.0.0.0 80"]);
});

Deno.test("binds :: alone if it covers IPv4 or there is no IPv4", () => {
  assertEquals(system(taken("0.0.0.0")).both("::", 80, false), [":: 80"]);
  const none = system((host) => host === "0.0.0.0" ? "EADDRNOTAVAIL" : undefined);
  assertEquals(none.both("::", 80, true), [":: 80"]);
});

Deno.test("binds any other host alone", () => {
  for (const host of ["127.0.0.1", "::1", "0.0.0.0"]) {
    assertEquals(system(taken()).both(host, 80, true), [`${host} 80`]);
  }
});

Deno.test("rejects an IPv4 port in use if the families are separate, and closes the IPv6 one", () => {
  const { both, bound } = system(taken("0.0.0.0"));
  assertThrows(() => both("::", 80, true), Error, "EADDRINUSE");
  assertEquals(bound.size, 0);
});

Deno.test("chooses another port if one is free for one family only", () => {
  const refuses = (host: string, port: number) =>
    host === "0.0.0.0" && port === 5000 ? "EADDRINUSE" : undefined;
  const { both, bound } = system(refuses);
  assertEquals(both("::", 0, true), [":: 5001", "0.0.0.0 5001"]);
  assertEquals([...bound], [":: 5001", "0.0.0.0 5001"]);
});
