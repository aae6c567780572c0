// What a system lacks: Unix sockets, an IP family, a hosts file.

import { assert, assertEquals, assertRejects } from "@std/assert";
import { CallerError, ConnectionError } from "../../lib/errors.ts";
import { cannotListen } from "../../lib/socket/listen.ts";
import { notConnected } from "../../lib/socket/not_connected.ts";
import { resolveHost } from "../../lib/socket/resolve.ts";

const withCode = (code: string, message = code) => Object.assign(new Error(message), { code });
/** What Deno throws on Windows. */
const noUnix = withCode("ENOSYS", 'Operation "op_net_listen_unix" not supported');

Deno.test("a system without Unix sockets says so, listening and connecting", () => {
  const listening = cannotListen(noUnix, "unix:/s");
  assert(listening instanceof ConnectionError);
  assertEquals(
    [listening.code, listening.message],
    ["unavailable", "listen on unix:/s: this system has no Unix sockets; use HOST:PORT"],
  );
  const connecting = notConnected(noUnix, "unix:/s", 1000);
  assertEquals(
    [connecting.code, connecting.message],
    ["unavailable", "connect to unix:/s: this system has no Unix sockets; use HOST:PORT"],
  );
});

Deno.test("a machine without an IP family is told from one that refuses", () => {
  const listening = cannotListen(withCode("EAFNOSUPPORT"), "tcp://[::1]:1") as ConnectionError;
  assertEquals(listening.message, "listen on tcp://[::1]:1: not an address of this machine");
  const connecting = notConnected(withCode("EAFNOSUPPORT"), "tcp://[::1]:1", 1000);
  assertEquals([connecting.code, connecting.reason], ["unavailable", "unreachable"]);
});

Deno.test("Windows' word for an unknown name is understood", () => {
  for (const text of ["No such host is known. (os error 11001)", "failed to lookup address"]) {
    const cause = withCode("ENOENT", text);
    assertEquals(notConnected(cause, "tcp://x:1", 1000).reason, "name_unknown");
    assert(cannotListen(cause, "tcp://x:1") instanceof CallerError);
  }
});

Deno.test("localhost is this machine also where the system does not know it", async () => {
  for (const code of ["ENOTFOUND", "EAI_AGAIN"]) {
    const lookup = () => Promise.reject(withCode(code));
    for (const name of ["localhost", "LOCALHOST.", "a.localhost"]) {
      assertEquals(await resolveHost(name, lookup), ["127.0.0.1", "::1"]);
    }
    for (const name of ["localhost.example", "notlocalhost"]) {
      await assertRejects(() => resolveHost(name, lookup), Error, code);
    }
  }
});

Deno.test("localhost is no way around a permission", async () => {
  const lookup = () => Promise.reject(withCode("EPERM"));
  await assertRejects(() => resolveHost("localhost", lookup), Deno.errors.NotCapable);
});

Deno.test("what the system says of localhost comes first", async () => {
  const lookup = () => Promise.resolve([{ address: "::1" }]);
  assertEquals(await resolveHost("localhost", lookup), ["::1"]);
});
