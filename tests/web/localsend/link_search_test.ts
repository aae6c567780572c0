import { assertEquals } from "@std/assert";
import type { FoundDevice } from "../../../lib/web/localsend/device_handler.ts";
import { LinkSearch } from "../../../lib/web/localsend/link_search.ts";
import { ScriptedDevice } from "./scripted_device.ts";
import { identity, NEVER, self } from "./send/session_bench.ts";

const bare = { sanitizeOps: false, sanitizeResources: false };

/** A device that could be at any of these addresses. */
function at(
  hosts: readonly string[],
  { port, fingerprint }: { port: number; fingerprint: string },
  protocol: "http" | "https" = "https",
): FoundDevice[] {
  const device = { alias: "Anna", version: "2.2", fingerprint, download: false };
  return hosts.map((host) => ({ device, place: { host, port, protocol } }));
}

Deno.test(
  { ...bare, name: "finds the address where the device answers, and asks it once" },
  async () => {
    await using device = await ScriptedDevice.start();
    const links = new LinkSearch({ self, identity, signal: NEVER });
    const candidates = at(["127.0.0.9", "127.0.0.1"], device);
    const [found, again] = await Promise.all([links.find(candidates), links.find(candidates)]);
    assertEquals([found?.place.host, again], ["127.0.0.1", undefined]);
    assertEquals((await links.find(candidates))?.place.host, "127.0.0.1");
    assertEquals(device.requests.length, 1);
  },
);

Deno.test(
  { ...bare, name: "does not take another device, or one without a certificate, for it" },
  async () => {
    await using device = await ScriptedDevice.start();
    const links = new LinkSearch({ self, identity, signal: NEVER });
    const { port } = device;
    const other = at(["127.0.0.9", "127.0.0.1"], { port, fingerprint: "AB".repeat(32) });
    assertEquals(await links.find(other), undefined);
    assertEquals(await links.find(at(["127.0.0.9", "127.0.0.1"], device, "http")), undefined);
    assertEquals(device.requests.length, 0);
  },
);

Deno.test({ ...bare, name: "a machine that never answers takes one search only" }, async () => {
  await using device = await ScriptedDevice.start();
  using silent = Deno.listen({ hostname: "127.0.0.8", port: 0 });
  const over = new AbortController();
  const links = new LinkSearch({ self, identity, signal: over.signal });
  const claims = ["AB", "CD", "EF", "12", "34"].map((pair) => {
    const claimed = { port: silent.addr.port, fingerprint: pair.repeat(32) };
    return links.find(at(["127.0.0.8", "127.0.0.8"], claimed));
  });
  const found = await links.find(at(["127.0.0.9", "127.0.0.1"], device));
  assertEquals(found?.place.host, "127.0.0.1");
  over.abort();
  assertEquals(await Promise.all(claims), claims.map(() => undefined));
});
