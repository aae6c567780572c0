// Guesses at a code, and silent connections, at whichever side listens or is dialled.

import { assertEquals, assertRejects } from "@std/assert";
import { RefusedError } from "../../lib/errors.ts";
import { CodeLine } from "../../lib/secure/code_line.ts";
import type { HandshakeCode } from "../../lib/secure/handshake.ts";
import type { Address } from "../../lib/socket/address.ts";
import { dial } from "../../lib/socket/dial.ts";
import type { Duplex } from "../../lib/socket/duplex.ts";
import { listen } from "../../lib/socket/listen.ts";
import { TICKET_LENGTH_BYTES } from "../../lib/secure/ticket.ts";
import { secureHandshake } from "../../lib/channel/secure_handshake.ts";
import { openPeer } from "../../lib/pairing/open_peer.ts";
import type { Proof } from "../../lib/pairing/options.ts";
import { within } from "../hostile/attack.ts";
import { FakeClock } from "../support/fake_clock.ts";
import { until } from "../support/wait.ts";
import {
  codeFrom,
  hasSources,
  pairingContext,
  shakeHands,
  silentFrom,
  tryFrom,
  WatchedLine,
  wrong,
} from "./pairing_context.ts";

const ATTACKER = "127.0.0.2";
const OWNER = "127.0.0.1";
const CODE = codeFrom("7-orbit-lemon");
const options = { ignore: !hasSources };
const newCode = (line?: CodeLine): Proof => ({ kind: "new_code", words: 2, ...line && { line } });
const entered = (line?: CodeLine): Proof => ({
  kind: "code",
  code: CODE,
  ask: () => Promise.reject(new Error("it is known")),
  kept: [],
  ...line && { line },
});
const loopback = (port: number): Address => ({ scheme: "tcp", host: "127.0.0.1", port });

Deno.test({
  ...options,
  name: "a receiver is checked next, however many guesses of another host wait, and gets in",
}, async () => {
  using context = pairingContext();
  const clock = new FakeClock();
  const line = new WatchedLine(clock);
  const peers = await openPeer(context.options("send", newCode(line)));
  const connecting = peers.connect(context.signal);
  connecting.catch(() => {});
  const code = codeFrom(context.codes[0]!);
  const role = "receive";
  const guessing = tryFrom(ATTACKER, context.port, 40, { role, code: wrong(code) });
  const wrongCodes = () => context.events.filter((event) => event.type === "wrong_code");
  await until(() => wrongCodes().length > 0 && line.turns.length > 2, "they guess");
  const owner = shakeHands(OWNER, context.port, { role, code });
  owner.catch(() => {});
  await until(() => line.turns.includes(OWNER), "the owner waits");
  await clock.pass(1000);
  (await within(connecting, "the owner's turn")).duplex.abort();
  (await owner).duplex.abort();
  await guessing;
  assertEquals(wrongCodes().map((event) => event.left), [2]);
  assertEquals(context.codes.length, 1);
  peers.close();
});

Deno.test({
  ...options,
  name: "a receiver that guesses too often is rejected before it shows a guess",
}, async () => {
  using context = pairingContext();
  const clock = new FakeClock();
  const line = new WatchedLine(clock);
  const peers = await openPeer(context.options("send", newCode(line)));
  peers.connect(context.signal).catch(() => {});
  const code = wrong(codeFrom(context.codes[0]!));
  const role = "receive";
  for (let guess = 1; guess <= 4; guess++) {
    await clock.pass(line.delay(OWNER));
    assertEquals(await tryFrom(OWNER, context.port, 1, { role, code }), ["wrong_code"]);
  }
  // The next of this source is due in eight seconds, and its peer waits for five.
  assertEquals(await tryFrom(OWNER, context.port, 1, { role, code }), ["cut"]);
  assertEquals(line.turns.length, 4);
  peers.close();
});

Deno.test({
  ...options,
  name: "silent connections of one host do not keep the receiver from the sender",
}, async () => {
  using context = pairingContext();
  const peers = await openPeer(context.options("send", newCode()));
  const connecting = peers.connect(context.signal);
  connecting.catch(() => {});
  using _silent = await silentFrom(ATTACKER, context.port, 200);
  const code = codeFrom(context.codes[0]!);
  assertEquals(await tryFrom(OWNER, context.port, 1, { role: "receive", code }), ["in"]);
  (await connecting).duplex.abort();
  peers.close();
});

Deno.test("a wrong code that is tried again at another address is checked and counted once", async () => {
  using context = pairingContext();
  const line = new WatchedLine({ interval: 0 });
  const peers = await openPeer(context.options("send", newCode(line)));
  peers.connect(context.signal).catch(() => {});
  const right = codeFrom(context.codes[0]!);
  const role = "receive";
  let mark: Uint8Array | undefined;
  const onMark = (bytes: Uint8Array) => void (mark = bytes);
  const attempt = (code = wrong(right)) =>
    assertRejects(
      () => shakeHands(OWNER, context.port, { role, code, instance: mark, onMark }),
      RefusedError,
      "Wrong code",
    );
  for (let address = 0; address < 5; address++) await attempt();
  assertEquals(line.turns.length, 1);
  // Another guess with the mark of a wrong one is not compared.
  await attempt(right);
  mark = undefined;
  await attempt();
  const wrongCodes = () => context.events.filter((event) => event.type === "wrong_code");
  await until(() => wrongCodes().length === 2, "it was told");
  assertEquals(wrongCodes().map((event) => event.left), [2, 1]);
  peers.close();
});

Deno.test("a receiver that listens with a code ends it after three wrong guesses, rate-limited", async () => {
  using context = pairingContext();
  const line = new WatchedLine({ interval: 0 });
  const peers = await openPeer(context.options("receive", entered(line)));
  const connecting = peers.connect(context.signal);
  connecting.catch(() => {});
  const over = assertRejects(() => connecting, RefusedError, "Wrong code");
  const options = {
    role: "send",
    side: "listener",
    code: wrong(CODE),
  } as const;
  for (let guess = 0; guess < 3; guess++) {
    assertEquals(await tryFrom(OWNER, context.port, 1, options), ["wrong_code"]);
  }
  // If they were not counted, this one would succeed.
  const fourth = tryFrom(OWNER, context.port, 1, { role: "send", code: CODE });
  await over;
  peers.close();
  assertEquals((await fourth)[0] === "in", false);
  assertEquals(line.turns.slice(0, 3), [OWNER, OWNER, OWNER]);
});

Deno.test({
  ...options,
  name: "silent connections of one host do not keep the sender from a receiver that listens",
}, async () => {
  using context = pairingContext();
  const peers = await openPeer(context.options("receive", entered()));
  const connecting = peers.connect(context.signal);
  connecting.catch(() => {});
  using _silent = await silentFrom(ATTACKER, context.port, 200);
  assertEquals(await tryFrom(OWNER, context.port, 1, { role: "send", code: CODE }), ["in"]);
  (await connecting).duplex.abort();
  peers.close();
});

/** A receiver that is dialled, and enters the codes of `codeOf`. */
function receiverThatEnters(codeOf: (count: number) => ReturnType<typeof codeFrom>) {
  const listener = listen({ scheme: "tcp", host: "127.0.0.1", port: 0 });
  const state = { count: 0, port: listener.port, close: () => listener.close() };
  const serve = async () => {
    for (let connection; (connection = await listener.accept()) !== undefined;) {
      const code = codeOf(state.count++);
      // More than a sender dials: without a limit it would find no listener.
      if (state.count > 30) listener.close();
      await secureHandshake(connection, { role: "receive", side: "listener", code }).catch(
        () => {},
      );
    }
  };
  return { ...state, served: serve(), count: () => state.count };
}

Deno.test("a dialling sender shows a new code after three wrong guesses, and ends after some codes", async () => {
  using context = pairingContext();
  const receiver = receiverThatEnters(() => wrong(CODE));
  const line = new WatchedLine({ interval: 0 });
  const peers = await openPeer(context.options("send", newCode(line), loopback(receiver.port)));
  await assertRejects(() => peers.connect(context.signal), RefusedError, "10 codes were ended");
  assertEquals([context.codes.length, receiver.count(), line.turns.length], [10, 30, 30]);
  receiver.close();
  await receiver.served;
});

Deno.test("a sender does not dial before the next guess may be checked", async () => {
  using context = pairingContext();
  const receiver = receiverThatEnters(() => wrong(CODE));
  const line = new WatchedLine();
  line.delay = () => 3_600_000;
  const peers = await openPeer(context.options("send", newCode(line), loopback(receiver.port)));
  const late = AbortSignal.timeout(300);
  await assertRejects(() => peers.connect(late), DOMException);
  assertEquals(receiver.count(), 0);
  receiver.close();
  await receiver.served;
});

Deno.test("a code is not used up by receivers that prove it and lose their connections", async () => {
  using context = pairingContext();
  const line = new CodeLine({ interval: 0 });
  const peers = await openPeer(context.options("send", newCode(line)));
  const connecting = peers.connect(context.signal);
  const code = codeFrom(context.codes[0]!);
  // More often than the code has guesses.
  for (let time = 0; time < 4; time++) await leaveBeforeTls(context.port, code);
  const again = await shakeHands(OWNER, context.port, { role: "receive", code });
  const { duplex } = await connecting;
  assertEquals(context.codes.length, 1);
  again.duplex.abort();
  duplex.abort();
});

/** A receiver that leaves once it has read the sender's confirmation, and before TLS. */
async function leaveBeforeTls(port: number, code: HandshakeCode): Promise<void> {
  const conn = await dial(loopback(port));
  const stop = new AbortController();
  const leaving: Duplex = Object.create(conn, {
    read: {
      value: async (view: Uint8Array<ArrayBuffer>) => {
        const count = await conn.read(view);
        if (view.length === TICKET_LENGTH_BYTES) stop.abort(new Error("gone"));
        return count;
      },
    },
  });
  const options = { role: "receive", side: "dialler", code, signal: stop.signal } as const;
  await assertRejects(() => secureHandshake(leaving, options), Error, "gone");
}

Deno.test("a receiver dials a sender again that closes the connection before it has seen the code", async () => {
  using context = pairingContext();
  const listener = listen({ scheme: "tcp", host: "127.0.0.1", port: 0 });
  const serve = async () => {
    for (let busy = 0; busy < 2; busy++) (await listener.accept())!.abort();
    const { duplex } = await secureHandshake((await listener.accept())!, {
      role: "send",
      side: "listener",
      code: CODE,
    });
    duplex.abort();
  };
  const peers = await openPeer(context.options("receive", entered(), loopback(listener.port)));
  const [peer] = await Promise.all([peers.connect(context.signal), serve()]);
  peer.duplex.abort();
  listener.close();
});

Deno.test("a receiver does not dial a sender again whose code is another", async () => {
  using context = pairingContext();
  const listener = listen({ scheme: "tcp", host: "127.0.0.1", port: 0 });
  let dialled = 0;
  const serve = async () => {
    for (let connection; (connection = await listener.accept()) !== undefined;) {
      dialled++;
      await secureHandshake(connection, {
        role: "send",
        side: "listener",
        code: wrong(CODE),
      }).catch(() => {});
    }
  };
  const served = serve();
  const peers = await openPeer(context.options("receive", entered(), loopback(listener.port)));
  await assertRejects(() => peers.connect(context.signal), RefusedError, "Wrong code");
  listener.close();
  await served;
  assertEquals(dialled, 1);
});
