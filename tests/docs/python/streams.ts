// deno-lint-ignore-file camelcase -- A check has the name that Python has.
/** Checks of docs/python.md: reading and writing, options and timeouts. @module */

import { assert, assertEquals, assertRejects } from "@std/assert";
import { createSocket } from "node:dgram";
import { lineDecodeStream } from "../../../lib/line/line_decode_stream.ts";
import { lineEncodeStream } from "../../../lib/line/line_encode_stream.ts";
import { readLines } from "../../../lib/line/read_lines.ts";
import { ChunkReader } from "../../../lib/socket/chunk_reader.ts";
import { datagramSocket } from "../../../lib/socket/datagram.ts";
import { dial } from "../../../lib/socket/dial.ts";
import { idleTimeout } from "../../../lib/socket/idle_timeout.ts";
import { listen } from "../../../lib/socket/listen.ts";
import { memoryPair } from "../../../lib/socket/memory_pair.ts";
import { read } from "../../../lib/socket/read.ts";
import { readChunks } from "../../../lib/socket/read_chunks.ts";
import { readText } from "../../../lib/socket/read_text.ts";
import { serve } from "../../../lib/socket/serve.ts";
import { writeAll } from "../../../lib/socket/write_all.ts";
import { temporaryFolder } from "../../support/folder.ts";
import { bothEnds, type Checks, errorOf } from "./check.ts";

/** The checks. */
export const checks: Checks = {
  async recv() {
    const [conn, there] = memoryPair();
    await writeAll(there, "hello");
    await assertRejects(() => read(conn, 0), RangeError);
    assertEquals((await read(conn, 1))!.length, 1);
    assertEquals(await readText(conn, 4), "ello");
    await there.closeWrite();
    for await (const _ of readChunks(conn)) assert(false);
    const most = 1024;
    assertEquals(await read(conn, most), undefined);
  },
  async recv_into() {
    const [conn, there] = await bothEnds();
    await writeAll(there, "hello");
    const buffer = new Uint8Array(100);
    assertEquals(await conn.read(buffer), 5);
    assertEquals(new TextDecoder().decode(buffer.subarray(0, 5)), "hello");
    await there.closeWrite();
    assertEquals(await conn.read(buffer), null);
    conn.abort();
    there.abort();
  },
  async recvfrom() {
    using socket = datagramSocket("127.0.0.1:0");
    await socket.send(new Uint8Array(3), socket.address);
    assertEquals(await socket.receive(), { bytes: new Uint8Array(3), from: socket.address });
  },
  async recvfrom_into() {
    const options = { transport: "udp", hostname: "127.0.0.1", port: 0 } as const;
    const socket = Deno.listenDatagram(options);
    await socket.send(Uint8Array.of(7), socket.addr);
    const buffer = new Uint8Array(100);
    const [bytes] = await socket.receive(buffer);
    assertEquals([bytes.buffer === buffer.buffer, buffer[0], bytes.length], [true, 7, 1]);
    socket.close();
  },
  async sendall() {
    const [conn, there] = memoryPair();
    const bytes = Uint8Array.of(0x61);
    await writeAll(conn, bytes);
    await writeAll(conn, "b");
    assertEquals(await readText(there, 2), "ab");
  },
  async sendto() {
    using socket = datagramSocket("127.0.0.1:0");
    const address = socket.address;
    await socket.send(Uint8Array.of(7), address);
    assertEquals((await socket.receive())!.bytes, Uint8Array.of(7));
  },
  async sendfile() {
    await using folder = await temporaryFolder();
    const path = `${folder.path}/file`;
    await Deno.writeTextFile(path, "content");
    for (const preventClose of [true, false]) {
      const [conn, there] = await bothEnds();
      const file = await Deno.open(path);
      await file.readable.pipeTo(conn.writable, { preventClose });
      if (preventClose) await writeAll(conn, ", more");
      else await assertRejects(() => writeAll(conn, ", more"));
      await conn.closeWrite();
      const text = await new Response(there.readable).text();
      assertEquals(text, preventClose ? "content, more" : "content");
      conn.abort();
      there.abort();
    }
  },
  async flags() {
    const [conn, there] = memoryPair();
    await writeAll(there, "he");
    await writeAll(there, "llo");
    const [length, what] = [5, "a message"];
    const reader = new ChunkReader(conn);
    let count = 0;
    for await (const piece of reader.exactly(length, what)) count += piece.length;
    assertEquals(count, 5);
  },
  async shutdown() {
    const [conn, there] = await bothEnds();
    await conn.closeWrite();
    await writeAll(there, "answer");
    assertEquals(await readText(conn, 100), "answer");
    conn.abort();
    there.abort();
  },
  async SHUT_WR() {
    const [conn, there] = await bothEnds();
    await conn.closeWrite();
    assertEquals(await read(there, 1), undefined);
    conn.abort();
    there.abort();
  },
  async SHUT_RD() {
    const [conn, there] = await bothEnds();
    await conn.readable.cancel();
    assertEquals(await read(conn, 1), undefined);
    await writeAll(conn, "still writable");
    assertEquals(await readText(there, 100), "still writable");
    conn.abort();
    there.abort();
  },
  async SHUT_RDWR() {
    const [conn, there] = await bothEnds();
    await Promise.all([conn.close(), there.close()]);
    assertEquals((await errorOf(() => writeAll(conn, "x"))).code, "cut");
  },
  async makefile() {
    const [here, conn] = memoryPair();
    await writeAll(here, "one\ntwo");
    await here.closeWrite();
    assertEquals(await Array.fromAsync(readLines(conn)), ["one", "two"]);
    const lines = ReadableStream.from(["one", "two"]).pipeThrough(lineEncodeStream());
    assertEquals(await Array.fromAsync(lines.pipeThrough(lineDecodeStream())), ["one", "two"]);
  },
  async getpeername() {
    using listener = listen("127.0.0.1:0");
    using conn = await dial(listener.address);
    assertEquals(conn.remoteAddr, listener.address);
    using peer = (await listener.accept())!;
    assertEquals(peer.remoteAddr, conn.localAddr);
    using socket = datagramSocket("127.0.0.1:0");
    assertEquals(socket.address, `udp://127.0.0.1:${socket.port}`);
  },
  async getsockopt() {
    const socket = createSocket("udp4");
    await new Promise<void>((resolve) => socket.bind(0, "127.0.0.1", resolve));
    assert(socket.getRecvBufferSize() > 0 && socket.getSendBufferSize() > 0);
    socket.close();
    const [conn, there] = await bothEnds();
    assert(!("getsockopt" in conn));
    conn.abort();
    there.abort();
  },
  async setsockopt() {
    const [noDelay, keepAlive] = [false, true];
    using listener = listen("127.0.0.1:0", { socket: { noDelay, keepAlive } });
    const address = listener.address;
    (await dial(address, { socket: { noDelay, keepAlive } })).abort();
    const udp = createSocket("udp4");
    await new Promise<void>((resolve) => udp.bind(0, "127.0.0.1", resolve));
    const bytes = 65536;
    udp.setRecvBufferSize(bytes);
    udp.setSendBufferSize(bytes);
    // Linux doubles it, for its own records (socket(7)).
    assert(udp.getRecvBufferSize() >= bytes && udp.getSendBufferSize() >= bytes);
    const [hops, on, group] = [3, true, "239.255.0.7"];
    assertEquals([udp.setTTL(hops), udp.setMulticastTTL(hops)], [hops, hops] as never);
    assertEquals(udp.setMulticastLoopback(on), on as never);
    udp.addMembership(group, "127.0.0.1");
    udp.close();
  },
  async SO_RCVTIMEO() {
    const [conn] = memoryPair();
    const timeout = 1;
    const stop = idleTimeout(conn, { timeout });
    assertEquals((await errorOf(() => read(conn, 1))).code, "timeout");
    stop();
  },
  async settimeout() {
    const [timeout, idle] = [5000, 1];
    using listener = listen("127.0.0.1:0");
    const { signal } = new AbortController();
    const service = () => new Promise<void>(() => {});
    void serve(listener, service, { idle });
    const address = listener.address;
    using conn = await dial(address, { timeout, signal });
    const stop = idleTimeout(conn, { timeout });
    // The server ends the idle connection: by its end, or by a reset.
    assertEquals(await read(conn, 1).catch(() => undefined), undefined);
    stop();
  },
  async "settimeout(None)"() {
    using listener = listen("127.0.0.1:0");
    const address = listener.address;
    (await dial(address, { timeout: Infinity })).abort();
  },
};
