import { assert, assertEquals } from "@std/assert";
import { FrameType, HEADER_BYTES } from "../../../lib/frame/frame.ts";
import { encodePreface } from "../../../lib/channel/preface.ts";
import { askServer, childrenOf, linux, startExecServer } from "../exec_server.ts";
import { until } from "../../support/wait.ts";

const text = new TextEncoder();

function frame(type: number, content: unknown, length?: number): Uint8Array {
  const payload = content instanceof Uint8Array
    ? content
    : text.encode(typeof content === "string" ? content : JSON.stringify(content));
  const bytes = new Uint8Array(HEADER_BYTES + payload.length);
  bytes[0] = type;
  new DataView(bytes.buffer).setUint32(4, length ?? payload.length);
  bytes.set(payload, HEADER_BYTES);
  return bytes;
}

const hello = (role: unknown) =>
  frame(FrameType.hello, { role, agent: "x", digests: [1], capabilities: [] });
const greeting = [encodePreface(0), hello("ask")];
const run = (more: object) =>
  frame(FrameType.run, { argv: ["status", "0"], env: {}, stdin: false, timeout: null, ...more });

/** Invalid first bytes of a client. None of them may run anything. */
const STRANGE: Record<string, Uint8Array[]> = {
  "another magic": [text.encode("GET / HTTP/1.1\r\n\r\n")],
  "a preface of encrypted sessions": [encodePreface(1), hello("ask"), run({})],
  "an unknown version": [encodePreface(0, 9, 9), hello("ask"), run({})],
  "the role of a sender": [encodePreface(0), hello("send"), run({})],
  "our own role": [encodePreface(0), hello("answer"), run({})],
  "no hello": [encodePreface(0), run({})],
  "an offer": [...greeting, frame(FrameType.offer, { names: ["x"] })],
  "standard input first": [...greeting, frame(FrameType.stdin, "x")],
  "an exit": [...greeting, frame(FrameType.exit, { status: 0 })],
  "no JSON": [...greeting, frame(FrameType.run, "{")],
  "a list": [...greeting, frame(FrameType.run, [])],
  "a length beyond the limit": [...greeting, frame(FrameType.run, "x", 65_537)],
  "a length beyond everything": [...greeting, frame(FrameType.run, "x", 0xffffffff)],
  "an unknown type": [...greeting, frame(99, "x")],
  "no words": [...greeting, run({ argv: [] })],
  "words that are none": [...greeting, run({ argv: ["status", 0] })],
  "a string for words": [...greeting, run({ argv: "status 0" })],
  "too many words": [...greeting, run({ argv: Array(257).fill("status") })],
  "variables that are none": [...greeting, run({ env: ["A=b"] })],
  "a variable that is no text": [...greeting, run({ env: { TZ: 1 } })],
  "too many variables": [
    ...greeting,
    run({ env: Object.fromEntries(Array.from({ length: 33 }, (_, n) => [`A${n}`, ""])) }),
  ],
  "a time below one": [...greeting, run({ timeout: 0 })],
  "a time that is none": [...greeting, run({ timeout: "1" })],
  "no word about standard input": [...greeting, run({ stdin: undefined })],
};

/** Sends bytes and reads until the other side closes. */
async function send(port: number, pieces: Uint8Array[], more?: () => Promise<Uint8Array>) {
  const conn = await Deno.connect({ hostname: "127.0.0.1", port });
  const reading = (async () => {
    const buffer = new Uint8Array(65_536);
    while (await conn.read(buffer).catch(() => null) !== null);
  })();
  let open = true;
  void reading.then(() => open = false);
  const write = async (bytes: Uint8Array) => {
    for (let at = 0; at < bytes.length && open;) {
      at += await conn.write(bytes.subarray(at)).catch(() => bytes.length);
    }
  };
  for (const piece of pieces) await write(piece);
  while (more && open) await write(await more());
  await reading;
  conn.close();
}

Deno.test({
  name: "runs nothing for invalid frames, and serves the next client" +
    (linux ? "" : " (ignored: needs Linux)"),
  ignore: !linux,
  async fn() {
    await using server = await startExecServer();
    await Promise.all(Object.values(STRANGE).map((pieces) => send(server.port, pieces)));
    assertEquals((await askServer(server.port, ["status", "7"])).exit.status, 7);
    await until(() => server.audit().length > 0, "it is in the audit");
    assertEquals(server.audit().map(({ argv }) => argv), [["status", "7"]]);
  },
});

Deno.test({
  name: "disconnects a client that sends more than was granted, or unexpected frames" +
    (linux ? "" : " (ignored: needs Linux)"),
  ignore: !linux,
  async fn() {
    await using server = await startExecServer();
    const block = frame(FrameType.stdin, new Uint8Array(65_536));
    const tiny = Array.from({ length: 5_000 }, () => frame(FrameType.stdin, new Uint8Array(1)));
    const floods: [object, Uint8Array][] = [
      [{ argv: ["deaf"], stdin: true }, block],
      [
        { argv: ["deaf"], stdin: true },
        new Uint8Array(await new Blob(tiny as BlobPart[]).arrayBuffer()),
      ],
      [{ argv: ["sleep"] }, block],
      [{ argv: ["sleep"] }, frame(FrameType.eof, "")],
      [{ argv: ["sleep"] }, run({})],
    ];
    for (const [request, flood] of floods) {
      await send(server.port, [...greeting, run(request)], () => Promise.resolve(flood));
    }
    await until(() => server.audit().length === floods.length, "all are over");
    assert(server.audit().every(({ why }) => why === "the client has gone"));
    await until(() => childrenOf(server.program.pid).length === 1, "nothing runs any more");
  },
});
