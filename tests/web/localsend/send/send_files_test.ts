import { assert, assertEquals, assertRejects } from "@std/assert";
import { ConnectionError, ProtocolError, RefusedError } from "../../../../lib/errors.ts";
import { SendSession } from "../../../../lib/web/localsend/send/send_files.ts";
import { rootsOf } from "../../../../lib/file/source/roots.ts";
import { listSources } from "../../../../lib/web/localsend/send/list_sources.ts";
import { outgoingFiles } from "../../../../lib/web/localsend/send/outgoing_file.ts";
import { sleep } from "../../../../lib/async.ts";
import { temporaryFolder } from "../../../support/folder.ts";
import { nothingMore } from "../../../support/wait.ts";
import { join } from "node:path";
import type { RequestContext } from "../../../../lib/web/request_context.ts";
import { type DeviceOptions, ScriptedDevice, SESSION, tokenOf } from "../scripted_device.ts";
import { memoryFiles, recording, sendTo } from "./session_bench.ts";

const bare = { sanitizeOps: false, sanitizeResources: false };
const FILES = memoryFiles({ "a.txt": "rain", "folder/b.txt": "", "folder/c.txt": "sun" });

Deno.test({ ...bare, name: "offers all files, and sends each with its token" }, async () => {
  await using device = await ScriptedDevice.start();
  const observer = recording();
  assertEquals(await sendTo(device, FILES, { observer }), true);
  const { info, files } = device.offer;
  assertEquals([info.alias, info.port, info.protocol], ["Sender", 1, "https"]);
  assertEquals(Object.values(files).map(({ fileName, size }) => [fileName, size]), [
    ["a.txt", 4],
    ["folder/b.txt", 0],
    ["folder/c.txt", 3],
  ]);
  const texts = [...device.stored].map(([name, body]) => [name, new TextDecoder().decode(body)]);
  assertEquals(texts.sort(), [["a.txt", "rain"], ["folder/b.txt", ""], ["folder/c.txt", "sun"]]);
  for (const { query } of device.of("upload")) {
    assertEquals(query.get("sessionId"), SESSION);
    assertEquals(query.get("token"), tokenOf(query.get("fileId")!));
    assertEquals([...query.keys()], ["sessionId", "fileId", "token"]);
  }
  assertEquals(observer.sent, 7);
  assertEquals(observer.lines.filter((line) => line.startsWith("done")).length, 3);
  assertEquals(device.of("cancel").length, 0);
});

Deno.test({ ...bare, name: "sends the accepted part, and reports the rest" }, async () => {
  await using device = await ScriptedDevice.start({
    script: ({ route }) =>
      route === "prepare-upload"
        ? Response.json({ sessionId: "s", files: { "id-2": "t" } })
        : undefined,
  });
  const observer = recording();
  await sendTo(device, FILES, { observer });
  assertEquals(observer.lines, [
    "accepted 1",
    "unwanted a.txt",
    "unwanted folder/b.txt",
    "started folder/c.txt",
    "done folder/c.txt 3",
  ]);
});

for (
  const [name, answer] of Object.entries({
    "204": () => new Response(null, { status: 204 }),
    "no tokens": () => Response.json({ sessionId: "s", files: {} }),
  })
) {
  Deno.test({ ...bare, name: `sends nothing where the device wants none: ${name}` }, async () => {
    await using device = await ScriptedDevice.start({ script: answer });
    assertEquals(await sendTo(device, FILES), false);
    assertEquals(device.requests.length, 1);
  });
}

/** Answers a request to send. */
const refusing = (status: number, message?: string): DeviceOptions => ({
  script: ({ route }) =>
    route === "prepare-upload"
      ? Response.json(message === undefined ? {} : { message }, { status })
      : undefined,
});

for (
  const [status, code, text] of [
    [403, "declined", "The receiver declined (no good)"],
    [429, "refused", "too many wrong PINs"],
    [404, "refused", "takes no files"],
    [400, "refused", "answers 400 (no good)"],
    [500, "refused", "answers 500 (no good)"],
    [302, "refused", "answers 302 (no good)"],
    [418, "refused", "answers 418 (no good)"],
    [201, "refused", "answers 201 (no good)"],
  ] as const
) {
  Deno.test({ ...bare, name: `reports a request that is answered by ${status}` }, async () => {
    await using device = await ScriptedDevice.start(refusing(status, "no\n good"));
    const error = await assertRejects(() => sendTo(device, FILES), RefusedError, text);
    assertEquals([error.code, error.remote], [code, true]);
    assertEquals(device.of("upload").length, 0);
  });
}

Deno.test({ ...bare, name: "asks for a PIN until it is right" }, async () => {
  await using device = await ScriptedDevice.start({
    script: ({ route, query }) =>
      route === "prepare-upload" && query.get("pin") !== "1 &2"
        ? new Response(null, { status: 401 })
        : undefined,
  });
  const pins = ["3", "1 &2"];
  const observer = recording({ pin: () => Promise.resolve(pins.shift()!) });
  assertEquals(await sendTo(device, FILES, { observer }), true);
  const tried = device.of("prepare-upload").map(({ query }) => query.get("pin"));
  assertEquals(tried, [null, "3", "1 &2"]);
});

Deno.test({ ...bare, name: "sends a PIN that is known with the first request" }, async () => {
  await using device = await ScriptedDevice.start();
  await sendTo(device, FILES, { pin: "12" });
  assertEquals(device.of("prepare-upload").map(({ query }) => query.get("pin")), ["12"]);
});

Deno.test({ ...bare, name: "asks a busy device again, as long as the caller wants" }, async () => {
  let left = 2;
  await using device = await ScriptedDevice.start({
    script: ({ route }) =>
      route === "prepare-upload" && left-- > 0 ? new Response(null, { status: 409 }) : undefined,
  });
  assertEquals(
    await sendTo(device, FILES, { observer: recording({ busy: async () => {} }) }),
    true,
  );
  assertEquals(device.of("prepare-upload").length, 3);
  left = 1;
  await assertRejects(() => sendTo(device, FILES), Error, "busy");
});

Deno.test(
  { ...bare, name: "sends a file again whose checksum differed, three times at most" },
  async () => {
    for (const failures of [2, 3]) {
      let left = failures;
      await using device = await ScriptedDevice.start({
        script: ({ route }) =>
          route === "upload" && left-- > 0 ? new Response(null, { status: 422 }) : undefined,
      });
      const observer = recording();
      await sendTo(device, memoryFiles({ a: "rain" }), { observer });
      assertEquals(device.of("upload").length, 3);
      assertEquals(
        observer.lines.at(-1),
        failures === 2
          ? "done a 4"
          : "failed a digest_mismatch: what arrived differs from its checksum",
      );
      assertEquals(observer.sent, failures === 2 ? 4 : 0);
    }
  },
);

Deno.test({ ...bare, name: "goes on after a file that the device does not take" }, async () => {
  for (const status of [403, 500]) {
    await using device = await ScriptedDevice.start({
      script: ({ route, query }) =>
        route === "upload" && query.get("fileId") === "id-0"
          ? Response.json({ message: "disk \x1b[2J full" }, { status })
          : undefined,
    });
    const observer = recording();
    assertEquals(await sendTo(device, FILES, { observer }), true);
    const ends = observer.lines.filter((line) => /^(done|failed)/.test(line)).sort();
    assertEquals(ends.slice(0, 2), ["done folder/b.txt 0", "done folder/c.txt 3"]);
    assert(ends[2]!.startsWith("failed a.txt refused: "), ends[2]);
    // The device may wait for the file otherwise.
    assertEquals(device.of("cancel").map(({ query }) => query.get("sessionId")), [SESSION]);
  }
});

Deno.test(
  { ...bare, name: "ends a session in which many files in a row are refused" },
  async () => {
    await using device = await ScriptedDevice.start({
      script: ({ route }) => route === "upload" ? new Response(null, { status: 403 }) : undefined,
    });
    const many = memoryFiles(
      Object.fromEntries(Array.from({ length: 200 }, (_, n) => [`f${n}`, "x"])),
    );
    const error = await assertRejects(
      () => sendTo(device, many),
      ConnectionError,
      "ended the session",
    );
    assertEquals(error.code, "peer_interrupted");
    assert(device.of("upload").length < 30, `${device.of("upload").length} uploads`);
  },
);

Deno.test({ ...bare, name: "sends a file again after a lost connection" }, async () => {
  let lost = 0;
  await using device = await ScriptedDevice.start({
    early: (route) => {
      if (route !== "upload" || lost++ > 0) return undefined;
      // Ends the connection in the middle of the answer.
      const body = new ReadableStream({ start: (control) => control.error(new Error("lost")) });
      return new Response(body, { status: 200 });
    },
  });
  const observer = recording();
  await sendTo(device, memoryFiles({ a: "rain" }), { observer });
  assertEquals(observer.lines, ["accepted 1", "started a", "started a", "done a 4"]);
  assertEquals(observer.sent, 4);
});

Deno.test(
  { ...bare, name: "sends the others where a file changes before it is read" },
  async () => {
    await using folder = await temporaryFolder();
    for (const name of ["a", "b", "c"]) {
      await Deno.writeFile(join(folder.path, name), new Uint8Array(2_000_000));
    }
    const files = outgoingFiles(listSources(rootsOf([folder.path]), {}).files);
    await using device = await ScriptedDevice.start({
      script: ({ route }) => {
        if (route === "prepare-upload") Deno.truncateSync(join(folder.path, "b"), 1_500_000);
        return undefined;
      },
    });
    const observer = recording();
    assertEquals(await sendTo(device, files, { observer }), true);
    const ends = observer.lines.filter((line) => /^(done|failed)/.test(line));
    assertEquals(ends.filter((line) => line.startsWith("done")).length, 2);
    assert(
      ends.some((line) => /^failed \S+\/b io: it shrank while it was sent/.test(line)),
      ends.join(),
    );
    // What was sent of it is no request of the announced length.
    assertEquals(device.of("upload").map(({ body }) => body!.length), [2_000_000, 2_000_000]);
    assertEquals(device.of("cancel").length, 1);
  },
);

const cancelRequest = (peer: string, sessionId: string): RequestContext => ({
  request: new Request("https://127.0.0.1/", { method: "POST" }),
  path: "api/localsend/v2/cancel",
  query: new URLSearchParams({ sessionId }),
  language: "en",
  peer,
  completed: Promise.resolve(),
});

Deno.test({ ...bare, name: "ends when the receiver cancels, and ignores all others" }, async () => {
  const session = new SendSession();
  const statuses: number[] = [];
  const never = Promise.withResolvers<undefined>();
  const cancel = async (peer: string, id: string) => {
    statuses.push((await session.cancelRoute(cancelRequest(peer, id))).status);
  };
  await cancel("tcp://127.0.0.1:1", SESSION);
  await using device = await ScriptedDevice.start({
    script: async ({ route }) => {
      if (route !== "upload") return undefined;
      await cancel("tcp://127.0.0.2:1", SESSION);
      await cancel("tcp://127.0.0.1:1", "other");
      await cancel("tcp://127.0.0.1:1", SESSION);
      return await never.promise;
    },
  });
  const sending = sendTo(device, memoryFiles({ a: "rain" }), { session });
  const error = await assertRejects(() => sending, ConnectionError, "The receiver cancelled");
  assertEquals(error.code, "peer_interrupted");
  never.resolve(undefined);
  assertEquals(statuses, [403, 403, 403, 200]);
  assertEquals(device.of("cancel").length, 0);
});

Deno.test({ ...bare, name: "tells the device when this side cancels" }, async () => {
  for (const stage of ["prepare-upload", "upload"]) {
    const stop = new AbortController();
    const never = Promise.withResolvers<undefined>();
    await using device = await ScriptedDevice.start({
      script: ({ route }) => {
        if (route !== stage) return undefined;
        stop.abort(new Error("Ctrl-C"));
        return never.promise;
      },
    });
    const sending = sendTo(device, memoryFiles({ a: "rain" }), { signal: stop.signal });
    await assertRejects(() => sending, Error, "Ctrl-C");
    never.resolve(undefined);
    const ids = device.of("cancel").map(({ query }) => query.get("sessionId"));
    assertEquals(ids, [stage === "upload" ? SESSION : null]);
  }
});

Deno.test(
  { ...bare, name: "keeps its uploads open until the device knows that this side cancels" },
  async () => {
    await using folder = await temporaryFolder();
    const path = join(folder.path, "a");
    await Deno.writeFile(path, new Uint8Array(200_000));
    const files = outgoingFiles(listSources(rootsOf([path]), {}).files);
    const stop = new AbortController();
    let isOpen = true;
    let wasOpen: boolean | undefined;
    await using device = await ScriptedDevice.start({
      async early(route, request) {
        if (route === "cancel") {
          await nothingMore();
          wasOpen = isOpen;
        } else if (route === "upload") {
          try {
            for await (const _ of request.body!) stop.abort(new Error("Ctrl-C"));
          } catch { /* the connection has ended */ }
          isOpen = false;
          return new Response();
        }
        return undefined;
      },
    });
    let pieces = 0;
    const sending = sendTo(device, files, {
      signal: stop.signal,
      piece: 100_000,
      async pace(_, signal) {
        if (pieces++ > 0) await sleep(60_000, signal);
      },
    });
    await assertRejects(() => sending, Error, "Ctrl-C");
    assertEquals(wasOpen, true);
  },
);

Deno.test(
  { ...bare, name: "a file is not refused whose receiver cancels right after its answer" },
  async () => {
    const session = new SendSession();
    await using device = await ScriptedDevice.start({
      script({ route }) {
        if (route !== "upload") return undefined;
        setTimeout(() => session.cancelRoute(cancelRequest("tcp://127.0.0.1:1", SESSION)), 20);
        return new Response(null, { status: 403 });
      },
    });
    const observer = recording();
    const sending = sendTo(device, memoryFiles({ a: "rain" }), { session, observer });
    await assertRejects(() => sending, ConnectionError, "The receiver cancelled");
    assertEquals(observer.lines.filter((line) => line.startsWith("failed")), []);
  },
);

for (
  const [name, answer] of Object.entries({
    "other ids than offered": { sessionId: "s", files: { "id-0": "t", other: "t" } },
    "a token that is no text": { sessionId: "s", files: { "id-0": 1 } },
    "a token that is too long": { sessionId: "s", files: { "id-0": "t".repeat(2000) } },
    "a session id that is too long": { sessionId: "s".repeat(2000), files: { "id-0": "t" } },
    "half a character in a token": { sessionId: "s", files: { "id-0": "\ud800" } },
    "no session id": { files: { "id-0": "t" } },
    "a list of files": { sessionId: "s", files: ["id-0"] },
    "no object": [],
  })
) {
  Deno.test({ ...bare, name: `rejects an answer with ${name}` }, async () => {
    await using device = await ScriptedDevice.start({
      script: ({ route }) => route === "prepare-upload" ? Response.json(answer) : undefined,
    });
    await assertRejects(() => sendTo(device, FILES), ProtocolError);
    assertEquals(device.of("upload").length, 0);
  });
}
