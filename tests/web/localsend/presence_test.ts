import { assertEquals } from "@std/assert";
import type { FoundDevice } from "../../../lib/web/localsend/device_handler.ts";
import { LocalSendClient } from "../../../lib/web/localsend/http_client.ts";
import { newIdentity } from "../../../lib/web/localsend/identity.ts";
import { openPresence, type Presence } from "../../../lib/web/localsend/presence.ts";

const bare = { sanitizeOps: false, sanitizeResources: false };
const NEVER = new AbortController().signal;
const identity = await newIdentity();
const other = await newIdentity();

/** A device that is found by its address only, and a client of it. */
async function withPresence(
  act: (bench: {
    presence: Presence;
    post: (route: string, json: unknown) => Promise<{ status: number; value: unknown }>;
    found: FoundDevice[];
  }) => Promise<void>,
): Promise<void> {
  const found: FoundDevice[] = [];
  const presence = await openPresence({
    identity,
    alias: "Me",
    hostNames: [],
    listen: ["127.0.0.1"],
    port: 0,
    networks: [],
    onDevice: (device) => found.push(device),
    routes: { "POST echo": () => Promise.resolve(new Response("{}", { status: 202 })) },
    observer: { event() {}, begin: () => ({ add() {}, end() {} }) },
    signal: NEVER,
  });
  const place = { host: "127.0.0.1", port: presence.self.port, protocol: "https" as const };
  const { fingerprint } = identity;
  const client = new LocalSendClient({ place, identity: other, fingerprint });
  try {
    await act({
      presence,
      found,
      async post(route, json) {
        const path = `/api/localsend/v2/${route}`;
        const { status, bytes } = await client.post(path, { json, signal: NEVER });
        return { status, value: JSON.parse(new TextDecoder().decode(bytes)) };
      },
    });
  } finally {
    client.close();
    await presence.close("now");
  }
}

const DEVICE = { alias: "Anna", fingerprint: "AB", port: 1, protocol: "https", version: "2.1" };

Deno.test(
  { ...bare, name: "tells a device that registers what it is, and reports it" },
  async () => {
    await withPresence(async ({ post, found, presence }) => {
      const { status, value } = await post("register", DEVICE);
      const { alias, fingerprint } = value as Record<string, unknown>;
      assertEquals([status, alias, fingerprint], [200, "Me", identity.fingerprint]);
      assertEquals(found.map(({ place }) => place), [{
        host: "127.0.0.1",
        port: 1,
        protocol: "https",
      }]);
      assertEquals(presence.self.protocol, "https");
    });
  },
);

Deno.test({ ...bare, name: "does not report itself" }, async () => {
  await withPresence(async ({ post, found }) => {
    await post("register", { ...DEVICE, fingerprint: identity.fingerprint });
    assertEquals(found, []);
  });
});

Deno.test({ ...bare, name: "limits the registrations of one source" }, async () => {
  await withPresence(async ({ post, found }) => {
    const statuses: number[] = [];
    for (let n = 0; n < 60; n++) statuses.push((await post("register", DEVICE)).status);
    const accepted = statuses.filter((status) => status === 200).length;
    assertEquals(statuses.includes(429), true);
    assertEquals(found.length, accepted);
  });
});

Deno.test({ ...bare, name: "answers further routes, and 404 for all others" }, async () => {
  await withPresence(async ({ post }) => {
    assertEquals((await post("echo", {})).status, 202);
    assertEquals((await post("prepare-upload", {})).status, 404);
    assertEquals((await post("constructor", {})).status, 404);
  });
});

Deno.test({ ...bare, name: "rejects a registration that is malformed or too long" }, async () => {
  await withPresence(async ({ post, found }) => {
    for (const bad of [{}, [], { ...DEVICE, port: 0 }, { ...DEVICE, alias: "x".repeat(20_000) }]) {
      assertEquals((await post("register", bad)).status, 400);
    }
    assertEquals(found, []);
  });
});

Deno.test({ ...bare, name: "takes another port where the usual one is in use" }, async () => {
  await withPresence(async ({ presence }) => {
    const second = await openPresence({
      identity: other,
      alias: "Other",
      hostNames: [],
      listen: ["127.0.0.1"],
      port: presence.self.port,
      orAnyPort: true,
      networks: [],
      observer: { event() {}, begin: () => ({ add() {}, end() {} }) },
      signal: NEVER,
    });
    assertEquals(second.self.port !== presence.self.port && second.self.port > 0, true);
    await second.close("now");
  });
});
