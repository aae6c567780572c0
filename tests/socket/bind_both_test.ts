import { assertEquals, assertThrows } from "@std/assert";
import { bindBoth } from "../../lib/socket/bind_both.ts";

/** A system that tells whether a host and port can be bound, and remembers what is. */
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
    bindBoth({ host, port }, bind, close, () => areApart).map(({ addr }) =>
      `${addr.hostname} ${addr.port}`
    );
  return { both, bound };
}

const taken = (...hosts: string[]) => (host: string) =>
  hosts.includes(host) ? "EADDRINUSE" : undefined;

Deno.test(":: is bound with 0.0.0.0 at the same port where the system keeps them apart", () => {
  assertEquals(system(taken()).both("::", 0, true), [":: 5000", "0.0.0.0 5000"]);
  assertEquals(system(taken()).both("::", 80, true), [":: 80", "0.0.0.0 80"]);
});

Deno.test(":: is enough where it has the IPv4 port as well, or there is no IPv4", () => {
  assertEquals(system(taken("0.0.0.0")).both("::", 80, false), [":: 80"]);
  const none = system((host) => host === "0.0.0.0" ? "EADDRNOTAVAIL" : undefined);
  assertEquals(none.both("::", 80, true), [":: 80"]);
});

Deno.test("any other host is bound alone", () => {
  for (const host of ["127.0.0.1", "::1", "0.0.0.0"]) {
    assertEquals(system(taken()).both(host, 80, true), [`${host} 80`]);
  }
});

Deno.test("an IPv4 port that another program has is no success where the families are apart, and leaves nothing", () => {
  const { both, bound } = system(taken("0.0.0.0"));
  assertThrows(() => both("::", 80, true), Error, "EADDRINUSE");
  assertEquals(bound.size, 0);
});

Deno.test("another port is chosen where the first one is free for one family only", () => {
  const refuses = (host: string, port: number) =>
    host === "0.0.0.0" && port === 5000 ? "EADDRINUSE" : undefined;
  const { both, bound } = system(refuses);
  assertEquals(both("::", 0, true), [":: 5001", "0.0.0.0 5001"]);
  assertEquals([...bound], [":: 5001", "0.0.0.0 5001"]);
});
