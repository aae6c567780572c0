import { assertEquals, assertMatch, assertRejects } from "@std/assert";
import { ConnectionError } from "../../lib/errors.ts";
import { addressesOf, fqdn, reverse } from "../../lib/socket/host_names.ts";

const never = () => new Promise<never>(() => {});
const nothing = () => Promise.reject(Object.assign(new Error("no"), { code: "ENOTFOUND" }));

async function reasonOf(promise: Promise<unknown>): Promise<string | undefined> {
  const error = await assertRejects(() => promise, ConnectionError);
  assertEquals(error.code, "unavailable");
  assertMatch(error.message, /^("[a-z.]+" is not a known|No (answer|host name|full name)) /);
  return error.reason;
}

Deno.test("returns the addresses of a host in the order of attempts", async () => {
  const lookup = () => Promise.resolve(["::1", "::2", "127.0.0.1", "127.0.0.2"]);
  assertEquals(await addressesOf("many", { lookup }), ["::1", "127.0.0.1", "::2", "127.0.0.2"]);
  assertEquals(await addressesOf("192.0.2.1"), ["192.0.2.1"]);
});

Deno.test("looks up localhost in both directions", async () => {
  const [address] = await addressesOf("localhost");
  assertMatch(address!, /^(127\.0\.0\.1|::1)$/);
  assertMatch(await reverse("127.0.0.1"), /./);
});

Deno.test("distinguishes an unknown name from a resolver that does not answer", async () => {
  assertEquals(await reasonOf(addressesOf("x", { lookup: nothing })), "name_unknown");
  assertEquals(await reasonOf(reverse("192.0.2.1", { reverse: nothing })), "name_unknown");
  const timeout = 10;
  assertEquals(await reasonOf(addressesOf("x", { lookup: never, timeout })), "no_answer");
  assertEquals(await reasonOf(reverse("192.0.2.1", { reverse: never, timeout })), "no_answer");
  assertEquals(await reasonOf(fqdn("x", { lookup: never, timeout })), "no_answer");
});

Deno.test("rejects a look-up with the reason of an aborted signal", async () => {
  const signal = AbortSignal.abort(new Error("enough"));
  for (const search of [addressesOf, reverse, fqdn]) {
    const options = { lookup: never, reverse: never, signal };
    await assertRejects(() => search("x", options), Error, "enough");
  }
});

Deno.test("accepts names with a domain only, without localhost and names in .arpa", async () => {
  const lookup = () => Promise.resolve(["192.0.2.1", "192.0.2.2", "192.0.2.3", "192.0.2.4"]);
  const names: Record<string, string> = {
    "192.0.2.1": "localhost",
    "192.0.2.2": "ip6-localhost",
    "192.0.2.3": "3.2.0.192.in-addr.arpa",
  };
  const known = (address: string) => Promise.resolve(names[address] ?? "ada.example.");
  assertEquals(await fqdn("ada", { lookup, reverse: known }), "ada.example");
  assertEquals(await fqdn("192.0.2.4", { lookup, reverse: known }), "ada.example");
  const bad = (address: string) => names[address] ? Promise.resolve(names[address]) : nothing();
  const error = await assertRejects(
    () => fqdn("ada", { lookup, reverse: bad }),
    ConnectionError,
  );
  assertEquals(
    error.message,
    "No full name of ada is known, only localhost, ip6-localhost, 3.2.0.192.in-addr.arpa",
  );
  assertEquals(await fqdn("ada.example", { lookup, reverse: nothing }), "ada.example");
  assertEquals(await reasonOf(fqdn("ada.example", { lookup: nothing })), "name_unknown");
});
