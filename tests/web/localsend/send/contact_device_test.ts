import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { ConnectionError, ProtocolError } from "../../../../lib/errors.ts";
import { contactDevice } from "../../../../lib/web/localsend/send/contact_device.ts";
import { freePort } from "../../../support/free_port.ts";
import { ScriptedDevice } from "../scripted_device.ts";
import { identity, NEVER, self } from "./session_bench.ts";

const bare = { sanitizeOps: false, sanitizeResources: false };
const common = {
  hosts: ["127.0.0.1"],
  protocol: "https" as const,
  self,
  identity,
  signal: NEVER,
};

Deno.test({ ...bare, name: "learns a device and the fingerprint of its certificate" }, async () => {
  await using device = await ScriptedDevice.start();
  const { device: claims, place } = await contactDevice({ ...common, port: device.port });
  assertEquals([claims.alias, claims.fingerprint], ["Device", device.fingerprint]);
  assertEquals(place, { host: "127.0.0.1", port: device.port, protocol: "https" });
  const { alias, fingerprint } = JSON.parse(new TextDecoder().decode(device.requests[0]!.body));
  assertEquals([alias, fingerprint], ["Sender", identity.fingerprint]);
});

Deno.test({ ...bare, name: "speaks HTTP only where that is meant" }, async () => {
  await using device = await ScriptedDevice.start({ plain: true });
  const { port } = device;
  const error = await assertRejects(() => contactDevice({ ...common, port }), ConnectionError);
  assertStringIncludes(error.message, "use http:// before its address");
  assertEquals(device.requests.length, 0);
  const { place, device: claims } = await contactDevice({ ...common, port, protocol: "http" });
  assertEquals([place.protocol, claims.fingerprint], ["http", "claimed"]);
});

Deno.test(
  { ...bare, name: "says that a device may be encrypted where HTTP was meant" },
  async () => {
    await using device = await ScriptedDevice.start();
    const { port } = device;
    const error = await assertRejects(
      () => contactDevice({ ...common, port, protocol: "http" }),
      ConnectionError,
    );
    assertEquals([error.code, error.message], [
      "unavailable",
      `No HTTP at 127.0.0.1:${port}; if the device's encryption is on, omit http:// before its address`,
    ]);
  },
);

Deno.test({ ...bare, name: "tries the addresses of a name one after the other" }, async () => {
  await using device = await ScriptedDevice.start();
  const hosts = ["127.0.0.9", "127.0.0.1"];
  const { place } = await contactDevice({ ...common, hosts, port: device.port });
  assertEquals(place.host, "127.0.0.1");
});

Deno.test({ ...bare, name: "reports a port where nothing listens" }, async () => {
  const error = await assertRejects(
    () => contactDevice({ ...common, port: freePort() }),
    ConnectionError,
  );
  assertEquals(error.code, "unavailable");
});

Deno.test({ ...bare, name: "rejects a server that is no LocalSend device" }, async () => {
  for (const answer of [new Response("hello"), new Response(null, { status: 404 })]) {
    await using device = await ScriptedDevice.start({ script: () => answer.clone() });
    await assertRejects(() => contactDevice({ ...common, port: device.port }), ProtocolError);
  }
});
