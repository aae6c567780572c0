// Systems without Unix sockets, an IP family, or a hosts file.

import { assert, assertEquals, assertRejects } from "@std/assert";
import { CallerError, ConnectionError } from "../../lib/errors.ts";
import { cannotListen } from "../../lib/socket/cannot_listen.ts";
import { notConnected } from "../../lib/socket/not_connected.ts";
import { resolveHost } from "../../lib/socket/resolve.ts";

const withCode = (code: string, message = code) => Object.assign(new Error(message), { code });
/** The error that Deno throws on Windows. */
const noUnix = withCode("ENOSYS", 'Operation "op_net_listen_unix" not supported');

Deno.test("reports that a system has no Unix sockets", () => {
  const listening = cannotListen(noUnix, "unix:/s");
  assert(listening instanceof ConnectionError);
  assertEquals(
    [listening.code, listening.message],
    ["unavailable", "Cannot listen on unix:/s: this system has no Unix sockets; use HOST:PORT"],
  );
  const connecting = notConnected(noUnix, "unix:/s", 1000);
  assertEquals(
    [connecting.code, connecting.message],
    ["unavailable", "Cannot connect to unix:/s: this system has no Unix sockets; use HOST:PORT"],
  );
});

Deno.test("distinguishes a missing IP family from a refusal", () => {
  const listening = cannotListen(withCode("EAFNOSUPPORT"), "tcp://[::1]:1") as ConnectionError;
  assertEquals(listening.message, "Cannot listen on [::1]:1: it is not an address of this machine");
  const connecting = notConnected(withCode("EAFNOSUPPORT"), "tcp://[::1]:1", 1000);
  assertEquals([connecting.code, connecting.reason], ["unavailable", "unreachable"]);
});

Deno.test("recognizes the error of Windows for an unknown name", () => {
  for (const text of ["No such host is known. (os error 11001)", "failed to lookup address"]) {
    const cause = withCode("ENOENT", text);
    assertEquals(notConnected(cause, "tcp://x:1", 1000).reason, "name_unknown");
    assert(cannotListen(cause, "tcp://x:1") instanceof CallerError);
  }
});

Deno.test("resolves localhost without the system's help", async () => {
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

Deno.test("resolves localhost only with the permission", async () => {
  const lookup = () => Promise.reject(withCode("EPERM"));
  await assertRejects(() => resolveHost("localhost", lookup), Deno.errors.NotCapable);
});

Deno.test("prefers the system's addresses of localhost", async () => {
  const lookup = () => Promise.resolve([{ address: "::1" }]);
  assertEquals(await resolveHost("localhost", lookup), ["::1"]);
});
