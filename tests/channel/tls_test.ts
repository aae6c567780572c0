// The change to TLS after the handshake: where it happens, whom it lets in, and what it refuses.

import { assert, assertEquals, assertNotEquals, assertRejects } from "@std/assert";
import { admitByTls } from "../../lib/channel/admit_by_tls.ts";
import { enterByTls } from "../../lib/channel/enter_by_tls.ts";
import { ConnectionError, ProtocolError } from "../../lib/errors.ts";
import { certificatePem, selfSigned } from "../../lib/secure/self_signed.ts";
import {
  encodeTicket,
  openTicket,
  sealTicket,
  type Ticket,
  TLS_NAME,
} from "../../lib/secure/ticket.ts";
import { dial } from "../../lib/socket/dial.ts";
import type { Duplex } from "../../lib/socket/duplex.ts";
import { listen } from "../../lib/socket/listen.ts";
import { memoryPair } from "../../lib/socket/memory_pair.ts";
import { ownTlsListener } from "../../lib/socket/own_tls_listener.ts";
import { read as readSome } from "../../lib/socket/read.ts";
import { withUnread } from "../../lib/socket/with_unread.ts";
import { writeAll } from "../../lib/socket/write_all.ts";
import { hasSources } from "../pairing/pairing_context.ts";
import { read, write } from "../transfer/secure_pair.ts";
import { turn } from "../support/wait.ts";

const KEY = new Uint8Array(32).fill(7);

/** The two ends of a connection over TCP: the listener's and the dialler's. */
async function tcpPair(): Promise<[Duplex, Duplex]> {
  using listener = listen("127.0.0.1:0");
  const [there, here] = await Promise.all([listener.accept(), dial(listener.address)]);
  return [there!, here];
}

function never(): AbortSignal {
  return new AbortController().signal;
}

/** Reads a listener's ticket as its dialler would. */
async function readTicket(connection: Duplex): Promise<Ticket> {
  const [high = 0, low = 0] = (await readSome(connection, 2))!;
  return await openTicket(KEY, (await readSome(connection, high * 256 + low))!);
}

/** Connects to the port of a ticket, as any program of the network can. */
async function connectTo({ port, certificate }: Ticket): Promise<Deno.TlsConn> {
  const tcp = await Deno.connect({ hostname: "127.0.0.1", port });
  tcp.setNoDelay(true);
  const caCerts = [certificatePem(certificate)];
  const conn = await Deno.startTls(tcp, { hostname: TLS_NAME, caCerts });
  await conn.handshake();
  return conn;
}

/** Writes both ways and ends both; returns what each side read. */
async function converse(a: Duplex, b: Duplex): Promise<[string, string]> {
  const say = async (side: Duplex, text: string) => {
    await write(side, text);
    await side.closeWrite();
  };
  const [, , ours, theirs] = await Promise.all([say(a, "there"), say(b, "back"), read(a), read(b)]);
  a.abort();
  b.abort();
  return [ours, theirs];
}

const CONVERSED: [string, string] = ["back", "there"];

Deno.test("TLS over TCP has a port of its own, and the addresses of the first connection", async () => {
  const [there, here] = await tcpPair();
  const addresses = [there.localAddr, there.remoteAddr, here.localAddr, here.remoteAddr];
  const [a, b] = await Promise.all([
    admitByTls(there, KEY, never()),
    enterByTls(here, KEY, never()),
  ]);
  assertEquals([a.localAddr, a.remoteAddr, b.localAddr, b.remoteAddr], addresses);
  // The first connection is closed on both sides.
  for (const first of [there, here]) {
    assertEquals(await readSome(first, 1).catch(() => undefined), undefined);
    await assertRejects(() => first.write(new Uint8Array(1)), ConnectionError);
  }
  assertEquals(await converse(a, b), CONVERSED);
});

Deno.test("TLS begins on the same connection where that is not over TCP", async () => {
  const [there, here] = memoryPair();
  const [a, b] = await Promise.all([
    admitByTls(there, KEY, never()),
    enterByTls(here, KEY, never()),
  ]);
  assertEquals([a.remoteAddr, b.remoteAddr], ["memory:b", "memory:a"]);
  assertEquals(await converse(a, b), CONVERSED);
});

Deno.test({
  name: "TLS begins on the same connection where a forwarded port leads to the listener",
  ignore: !hasSources,
  async fn() {
    using listener = listen("127.0.0.2:0");
    using forwarder = listen("127.0.0.1:0");
    const here = await dial(forwarder.address);
    const [left, right] = await Promise.all([forwarder.accept(), dial(listener.address)]);
    const forwarded = Promise.allSettled([
      left!.readable.pipeTo(right.writable),
      right.readable.pipeTo(left!.writable),
    ]);
    const [a, b] = await Promise.all([
      admitByTls((await listener.accept())!, KEY, never()),
      enterByTls(here, KEY, never()),
    ]);
    assertEquals(await converse(a, b), CONVERSED);
    left!.abort();
    right.abort();
    await forwarded;
  },
});

Deno.test("strangers at the port neither get in nor delay the peer, and it closes behind the peer", async () => {
  const [there, here] = await tcpPair();
  const admitted = admitByTls(there, KEY, never());
  const ticket = await readTicket(here);
  const connect = () => connectTo(ticket);
  const silent = await Deno.connect({ hostname: "127.0.0.1", port: ticket.port });
  const quiet = await connect();
  const guessing = await connect();
  await guessing.write(crypto.getRandomValues(new Uint8Array(32)));
  assertEquals(await guessing.read(new Uint8Array(1)).catch(() => null), null);
  const peer = await connect();
  await peer.write(ticket.token);
  const a = await admitted;
  await writeAll(a, "hello");
  const greeting = new Uint8Array(5);
  await peer.read(greeting);
  assertEquals(new TextDecoder().decode(greeting), "hello");
  assertEquals(await quiet.read(new Uint8Array(1)).catch(() => null), null);
  await assertRejects(connect, Deno.errors.ConnectionRefused);
  a.abort();
  for (const conn of [silent, quiet, guessing, peer]) conn.close();
});

Deno.test("a peer whom silent strangers keep from the port begins TLS on the first connection", async () => {
  const [there, here] = await tcpPair();
  const admitted = admitByTls(there, KEY, never());
  const head = (await readSome(here, 2))!;
  const sealed = (await readSome(here, head[0]! * 256 + head[1]!))!;
  const { port } = await openTicket(KEY, sealed);
  const strangers = await Promise.all(
    Array.from({ length: 40 }, () => Deno.connect({ hostname: "127.0.0.1", port })),
  );
  const dialling = withUnread(here, Promise.resolve(encodeTicket(sealed)));
  const [a, b] = await Promise.all([admitted, enterByTls(dialling, KEY, never())]);
  assertEquals(await converse(a, b), CONVERSED);
  for (const conn of strangers) conn.close();
});

Deno.test("a token lets one connection in", async () => {
  const [there, here] = await tcpPair();
  const admitted = admitByTls(there, KEY, never());
  const ticket = await readTicket(here);
  const conns = await Promise.all(
    Array.from({ length: 3 }, () => connectTo(ticket)),
  );
  await Promise.all(conns.map((conn) => conn.write(ticket.token)));
  const a = await admitted;
  await a.closeWrite();
  await write(a, "x").catch(() => {});
  let open = 0;
  for (const conn of conns) {
    await conn.write(new Uint8Array(1)).then(() => conn.closeWrite()).catch(() => {});
    conn.close();
  }
  for await (const _ of a.readable) open++;
  assert(open <= 1);
  a.abort();
});

Deno.test("the dialler does not show its token to a server with another certificate", async () => {
  const [there, here] = await tcpPair();
  const [ours, other] = await Promise.all([selfSigned([], [TLS_NAME]), selfSigned([], [TLS_NAME])]);
  const impostor = ownTlsListener("127.0.0.1", other);
  let heard = 0;
  const listening = (async () => {
    const conn = await impostor.accept();
    heard += await conn!.read(new Uint8Array(64)).catch(() => 0) ?? 0;
    conn!.close();
  })();
  const entered = enterByTls(here, KEY, never());
  const token = new Uint8Array(32).fill(1);
  const ticket = { port: impostor.port, token, certificate: ours.der };
  await writeAll(there, encodeTicket(await sealTicket(KEY, ticket)));
  await listening;
  impostor.close();
  assertEquals(heard, 0);
  // It tries the connection that there is, where the impostor has no better certificate.
  const { secureServer } = await import("../../lib/socket/secure_server.ts");
  const { rawOf } = await import("../../lib/socket/raw_of.ts");
  const [answer] = await Promise.allSettled([
    entered,
    secureServer(rawOf(there), other),
  ]);
  assertEquals(answer.status, "rejected");
  here.abort();
  there.abort();
});

const FORGED: [string, (sealed: Uint8Array<ArrayBuffer>) => Uint8Array, message: string][] = [
  ["changed", (sealed) => sealed.map((byte, i) => i === 40 ? byte ^ 1 : byte), "not authentic"],
  ["cut short", (sealed) => sealed.subarray(0, 30), "not authentic"],
  ["empty", () => new Uint8Array(), "the ticket has 0 bytes"],
  ["over its limit", () => new Uint8Array(2049), "the ticket has 2049 bytes"],
];
for (const [name, change, message] of FORGED) {
  Deno.test(`rejects a ticket that is ${name}`, async () => {
    const [there, here] = memoryPair();
    const { der } = await selfSigned([], [TLS_NAME]);
    const sealed = await sealTicket(KEY, { port: 0, token: new Uint8Array(32), certificate: der });
    const entered = enterByTls(here, KEY, never());
    await Promise.all([
      assertRejects(() => entered, ProtocolError, message),
      writeAll(there, encodeTicket(change(sealed))).catch(() => {}),
    ]);
    here.abort();
    there.abort();
  });
}

Deno.test("a ticket says what it was given, and nothing to another key", async () => {
  const { der } = await selfSigned([], [TLS_NAME]);
  const ticket = {
    port: 40213,
    token: crypto.getRandomValues(new Uint8Array(32)),
    certificate: der,
  };
  const sealed = await sealTicket(KEY, ticket);
  assertEquals(await openTicket(KEY, sealed), ticket);
  assertEquals(sealed.length, 2 + 32 + der.length + 16);
  await assertRejects(() => openTicket(new Uint8Array(32), sealed), ProtocolError, "not authentic");
});

Deno.test("rejects a token that is not the ticket's on the same connection", async () => {
  const [there, here] = memoryPair();
  const admitted = assertRejects(() => admitByTls(there, KEY, never()), ProtocolError, "token");
  const ticket = await readTicket(here);
  assertNotEquals(ticket.token, new Uint8Array(32));
  const { secureClient } = await import("../../lib/socket/secure_client.ts");
  const { rawOf } = await import("../../lib/socket/raw_of.ts");
  const { conn } = await secureClient(rawOf(here), {
    tls: { verify: false },
    name: TLS_NAME,
    signal: never(),
  });
  await conn.write(new Uint8Array(32));
  await admitted;
  conn.close();
});

Deno.test("every handshake has another certificate and another token", async () => {
  const tickets: Ticket[] = [];
  for (let n = 0; n < 2; n++) {
    const [there, here] = memoryPair();
    const admitted = assertRejects(() => admitByTls(there, KEY, never()), ConnectionError);
    tickets.push(await readTicket(here));
    here.abort();
    await admitted;
  }
  assertNotEquals(tickets[0]!.token, tickets[1]!.token);
  assertNotEquals(tickets[0]!.certificate, tickets[1]!.certificate);
});

for (const side of ["listener", "dialler"] as const) {
  Deno.test(`the ${side} is stopped by its signal, with the reason`, async () => {
    const [there, here] = await tcpPair();
    const stop = new AbortController();
    const change = side === "listener"
      ? admitByTls(there, KEY, stop.signal)
      : enterByTls(here, KEY, stop.signal);
    const ended = assertRejects(() => change, Error, "enough");
    await turn();
    stop.abort(new Error("enough"));
    await ended;
    there.abort();
    here.abort();
  });
}

Deno.test("a dialler that leaves instead of beginning TLS is a lost connection", async () => {
  const [there, here] = memoryPair();
  const admitted = admitByTls(there, KEY, never());
  await readTicket(here);
  await here.closeWrite();
  const error = await assertRejects(() => admitted, ConnectionError);
  assertEquals(error.code, "cut");
  here.abort();
});
