import { assert, assertEquals } from "@std/assert";
import {
  ConnectionError,
  type ErrorCode,
  IntegrityError,
  LocalError,
  ProtocolError,
  RefusedError,
} from "../../../lib/errors.ts";
import {
  DeviceHandler,
  type DeviceHandlerOptions,
  type FoundDevice,
  hostIn,
  statusOf,
} from "../../../lib/web/localsend/device_handler.ts";
import type { RequestContext } from "../../../lib/web/request_context.ts";

const SELF = { alias: "Own", version: "2.2", fingerprint: "OWN", download: false };
const OTHER = {
  alias: "Other",
  version: "2.0",
  deviceModel: null,
  deviceType: "mobile",
  fingerprint: "OTHER",
  port: 53317,
  protocol: "https",
};

interface Asked {
  method?: string;
  body?: BodyInit;
  from?: string;
  headers?: Record<string, string>;
}

function make(options: Partial<DeviceHandlerOptions> = {}) {
  const found: FoundDevice[] = [];
  const handler = new DeviceHandler({
    self: () => SELF,
    onDevice: (each) => found.push(each),
    ...options,
  });
  const ask = async (path: string, { method = "GET", body, from, headers }: Asked = {}) =>
    await handler.handle({
      request: new Request(`http://192.0.2.9/${path}`, {
        method,
        ...body !== undefined && { body },
        ...headers && { headers },
      }),
      path,
      query: new URLSearchParams(),
      language: "en",
      peer: from ?? "tcp://192.0.2.1:4711",
      completed: Promise.resolve(),
    });
  const register = (device: unknown, from?: string) =>
    ask("api/localsend/v2/register", {
      method: "POST",
      body: typeof device === "string" ? device : JSON.stringify(device),
      ...from !== undefined && { from },
    });
  return { handler, ask, register, found };
}

Deno.test("tells who it is, also to applications that ask by version 1", async () => {
  const { ask } = make();
  for (const path of ["api/localsend/v2/info", "api/localsend/v1/info"]) {
    const answer = await ask(path);
    assertEquals([answer.status, await answer.json()], [200, SELF]);
  }
});

Deno.test("a device that registers is found at the address that it asks from", async () => {
  const { register, found } = make();
  const answer = await register(OTHER);
  assertEquals([answer.status, await answer.json()], [200, SELF]);
  const [{ device, place }] = found as [FoundDevice];
  assertEquals(place, { host: "192.0.2.1", port: 53317, protocol: "https" });
  assertEquals([device.alias, device.fingerprint, device.deviceType], ["Other", "OTHER", "mobile"]);
  await register({ ...OTHER, host: "198.51.100.1", ip: "198.51.100.1" }, "tcp://[fe80::1%eth0]:5");
  assertEquals(found[1]!.place.host, "fe80::1");
});

Deno.test("a registration of this device itself is answered, and finds nothing", async () => {
  const { register, found } = make();
  assertEquals((await register({ ...OTHER, fingerprint: "OWN" })).status, 200);
  assertEquals(found, []);
});

const MALFORMED: [what: string, body: string][] = [
  ["nothing", ""],
  ["no JSON", "alias=x"],
  ["no object", "[]"],
  ["no port", JSON.stringify({ ...OTHER, port: undefined })],
  ["a port that is none", JSON.stringify({ ...OTHER, port: 65536 })],
  ["no name", JSON.stringify({ ...OTHER, alias: 5 })],
  ["100,000 nested arrays, too long by far", "[".repeat(100_000)],
  ["nested arrays that fit", `${"[".repeat(8000)}${"]".repeat(8000)}`],
  ["a name of 20,000 characters", JSON.stringify({ ...OTHER, alias: "x".repeat(20_000) })],
];

for (const [what, body] of MALFORMED) {
  Deno.test(`a registration with ${what} is 400, and no device`, async () => {
    const { register, found } = make();
    const answer = await register(body);
    assertEquals(answer.status, 400);
    assertEquals(Object.keys(await answer.json()), ["message"]);
    assertEquals(found, []);
  });
}

Deno.test("a flood of registrations of one source is stopped, and others are answered", async () => {
  const { register, found } = make();
  const statuses: number[] = [];
  for (let i = 0; i < 100; i++) {
    const answer = await register({ ...OTHER, fingerprint: `F${i}` });
    statuses.push(answer.status);
    await answer.body?.cancel();
  }
  assertEquals(statuses[0], 200);
  assertEquals(statuses.at(-1), 429);
  assert(found.length < 50, String(found.length));
  assertEquals((await register(OTHER, "tcp://192.0.2.2:1")).status, 200);
});

const UNKNOWN: [method: string, path: string][] = [
  ["GET", "api/localsend/v2/register"],
  ["PUT", "api/localsend/v2/register"],
  ["POST", "api/localsend/v2/info"],
  ["POST", "api/localsend/v2/"],
  ["POST", "api/localsend/v2/constructor"],
  ["POST", "api/localsend/v2/__proto__"],
  ["POST", "api/localsend/v2/register/"],
  ["POST", "api/localsend/v2/REGISTER"],
  ["POST", "api/localsend/v2/prepare-upload"],
  ["POST", "api/localsend/v1/register"],
  ["POST", "api/localsend/v3/register"],
  ["GET", "api/localsend/"],
  ["DELETE", "api/localsend/v2/echo"],
  ["GET", ""],
  ["GET", "favicon.ico"],
];

for (const [method, path] of UNKNOWN) {
  Deno.test(`${method} /${path} is 404`, async () => {
    const echo = () => Promise.resolve(new Response("echo"));
    const { ask } = make({ routes: { "POST echo": echo } });
    const answer = await ask(path, { method });
    assertEquals(answer.status, 404);
    assertEquals(typeof (await answer.json()).message, "string");
  });
}

Deno.test("a route answers its method and path only", async () => {
  const echo = ({ path }: RequestContext) => Promise.resolve(new Response(path));
  const { ask } = make({ routes: { "POST echo": echo } });
  const answer = await ask("api/localsend/v2/echo", { method: "POST" });
  assertEquals(await answer.text(), "api/localsend/v2/echo");
  assertEquals((await ask("api/localsend/v1/echo", { method: "POST" })).status, 404);
});

Deno.test("other paths are not found, and the routes are closed at the end", async () => {
  let isClosed = false;
  const { ask, handler } = make({ onClose: () => Promise.resolve(void (isClosed = true)) });
  assertEquals((await ask("x")).status, 404);
  assertEquals((await ask("api/localsend/v2/x")).status, 404);
  assertEquals(isClosed, false);
  await handler.close();
  assertEquals(isClosed, true);
});

Deno.test("the error of a route becomes its status, and the rest of the body is not read", async () => {
  let isCancelled = false;
  const body = new ReadableStream<Uint8Array<ArrayBuffer>>({
    pull: (controller) => controller.enqueue(new Uint8Array(10)),
    cancel: () => void (isCancelled = true),
  });
  const fail = () => Promise.reject(new LocalError("declined", "Declined"));
  const { ask } = make({ routes: { "POST fail": fail } });
  const answer = await ask("api/localsend/v2/fail", { method: "POST", body });
  assertEquals([answer.status, await answer.json()], [403, { message: "Declined" }]);
  assert(isCancelled);
});

Deno.test("each error has the status of the protocol", () => {
  const local = (code: ConstructorParameters<typeof LocalError>[0]) =>
    statusOf(new LocalError(code, "x")).status;
  assertEquals(statusOf(new ProtocolError("x")).status, 400);
  assertEquals(statusOf(new ProtocolError("x", "limit")).status, 400);
  assertEquals(["declined", "unattended", "exists"].map((code) => local(code as "exists")), [
    403,
    403,
    403,
  ]);
  assertEquals(statusOf(new IntegrityError("digest_mismatch", "x")).status, 422);
  assertEquals(statusOf(new RefusedError("busy" as ErrorCode, "x")).status, 409);
  assertEquals([local("no_space"), local("io"), local("permission")], [500, 500, 500]);
  assertEquals(statusOf(new ConnectionError("cut", "x")).status, 500);
});

Deno.test("the host of an address has neither port, brackets nor zone", () => {
  assertEquals(hostIn("tcp://192.0.2.1:80"), "192.0.2.1");
  assertEquals(hostIn("tcp://[2001:db8::1]:80"), "2001:db8::1");
  assertEquals(hostIn("tcp://[fe80::1%eth0]:80"), "fe80::1");
});
