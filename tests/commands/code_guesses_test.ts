// Guesses at a code, and silent connections, at whichever side listens or is dialled.

import { assertEquals, assertRejects } from "@std/assert";
import { RefusedError } from "../../lib/errors.ts";
import { parse } from "../../lib/cli/parse.ts";
import { listen } from "../../lib/socket/listen.ts";
import { secureHandshake } from "../../lib/channel/secure_handshake.ts";
import { codeEntry } from "../../lib/pairing/code_receiver.ts";
import { codeOffer } from "../../lib/pairing/listening_code_sender.ts";
import { codeWelcome } from "../../lib/pairing/listening_code_receiver.ts";
import { receive } from "../../commands/receive/command.ts";
import { send } from "../../commands/send/command.ts";
import { within } from "../hostile/attack.ts";
import { FakeClock } from "../support/fake_clock.ts";
import { until } from "../support/until.ts";
import {
  codeFrom,
  hasSources,
  meetingContext,
  shakeHands,
  silentFrom,
  tryFrom,
  WatchedLine,
  wrong,
} from "./meeting_context.ts";

const ATTACKER = "127.0.0.2";
const OWNER = "127.0.0.1";
const CODE = codeFrom("7-orbit-lemon");
const options = { ignore: !hasSources };
const sending = parse(send, ["x", "--listen", "127.0.0.1:0"]);
const receiving = parse(receive, ["7-orbit-lemon", "--listen", "127.0.0.1:0"]);

Deno.test({
  ...options,
  name: "a receiver is judged next, however many guesses of another host wait, and gets in",
}, async () => {
  using context = meetingContext();
  const clock = new FakeClock();
  const line = new WatchedLine(clock);
  const meeting = await codeOffer(sending, context, line);
  const connecting = meeting.connect(context.signal);
  connecting.catch(() => {});
  const code = codeFrom(context.codes[0]!);
  const role = "receive";
  const guessing = tryFrom(ATTACKER, context.port, 40, { role, code: wrong(code) });
  const wrongCodes = () => context.events.filter(({ event }) => event === "wrong_code");
  await until(() => wrongCodes().length > 0 && line.turns.length > 2, "they guess");
  const owner = shakeHands(OWNER, context.port, { role, code });
  owner.catch(() => {});
  await until(() => line.turns.includes(OWNER), "the owner waits");
  await clock.pass(1000);
  (await within(connecting, "the owner's turn")).abort();
  (await owner).duplex.abort();
  await guessing;
  assertEquals(wrongCodes().map(({ left }) => left), [2]);
  assertEquals(context.codes.length, 1);
  meeting.close();
});

Deno.test({
  ...options,
  name: "a receiver that guesses too often is turned away before it shows a guess",
}, async () => {
  using context = meetingContext();
  const clock = new FakeClock();
  const line = new WatchedLine(clock);
  const meeting = await codeOffer(sending, context, line);
  meeting.connect(context.signal).catch(() => {});
  const code = wrong(codeFrom(context.codes[0]!));
  const role = "receive";
  for (let guess = 1; guess <= 4; guess++) {
    await clock.pass(line.delay(OWNER));
    assertEquals(await tryFrom(OWNER, context.port, 1, { role, code }), ["wrong_code"]);
  }
  // The next of this source is due in eight seconds, and its peer waits for five.
  assertEquals(await tryFrom(OWNER, context.port, 1, { role, code }), ["cut"]);
  assertEquals(line.turns.length, 4);
  meeting.close();
});

Deno.test({
  ...options,
  name: "silent connections of one host do not keep the receiver from the sender",
}, async () => {
  using context = meetingContext();
  const meeting = await codeOffer(sending, context);
  const connecting = meeting.connect(context.signal);
  connecting.catch(() => {});
  using _silent = await silentFrom(ATTACKER, context.port, 200);
  const code = codeFrom(context.codes[0]!);
  assertEquals(await tryFrom(OWNER, context.port, 1, { role: "receive", code }), ["in"]);
  (await connecting).abort();
  meeting.close();
});

Deno.test("a wrong code that is tried again at another address is judged and counted once", async () => {
  using context = meetingContext();
  const line = new WatchedLine({ interval: 0 });
  const meeting = await codeOffer(sending, context, line);
  meeting.connect(context.signal).catch(() => {});
  const right = codeFrom(context.codes[0]!);
  const role = "receive";
  let mark: Uint8Array | undefined;
  const onMark = (bytes: Uint8Array) => void (mark = bytes);
  const attempt = (code = wrong(right)) =>
    assertRejects(
      () => shakeHands(OWNER, context.port, { role, code, instance: mark, onMark }),
      RefusedError,
      "wrong code",
    );
  for (let address = 0; address < 5; address++) await attempt();
  assertEquals(line.turns.length, 1);
  // Another guess under the mark of a wrong one is not compared.
  await attempt(right);
  mark = undefined;
  await attempt();
  const wrongCodes = () => context.events.filter(({ event }) => event === "wrong_code");
  await until(() => wrongCodes().length === 2, "it was told");
  assertEquals(wrongCodes().map(({ left }) => left), [2, 1]);
  meeting.close();
});

Deno.test("a receiver that listens with a code gives it up after three wrong guesses, in line", async () => {
  using context = meetingContext();
  const line = new WatchedLine({ interval: 0 });
  const meeting = await codeWelcome(receiving, context, CODE, { line });
  const connecting = meeting.connect(context.signal);
  connecting.catch(() => {});
  const over = assertRejects(() => connecting, RefusedError, "wrong code");
  const options = { role: "send", code: wrong(CODE) } as const;
  for (let guess = 0; guess < 3; guess++) {
    assertEquals(await tryFrom(OWNER, context.port, 1, options), ["wrong_code"]);
  }
  // Were they not counted, this one would be let in.
  const fourth = tryFrom(OWNER, context.port, 1, { role: "send", code: CODE });
  await over;
  meeting.close();
  assertEquals((await fourth)[0] === "in", false);
  assertEquals(line.turns.slice(0, 3), [OWNER, OWNER, OWNER]);
});

Deno.test({
  ...options,
  name: "silent connections of one host do not keep the sender from a receiver that listens",
}, async () => {
  using context = meetingContext();
  const meeting = await codeWelcome(receiving, context, CODE);
  const connecting = meeting.connect(context.signal);
  connecting.catch(() => {});
  using _silent = await silentFrom(ATTACKER, context.port, 200);
  assertEquals(await tryFrom(OWNER, context.port, 1, { role: "send", code: CODE }), ["in"]);
  (await connecting).abort();
  meeting.close();
});

/** A receiver that is dialled, and enters what it is told. */
function receiverThatEnters(codeOf: (count: number) => ReturnType<typeof codeFrom>) {
  const listener = listen({ scheme: "tcp", host: "127.0.0.1", port: 0 });
  const state = { count: 0, port: listener.port, close: () => listener.close() };
  const serve = async () => {
    for (let connection; (connection = await listener.accept()) !== undefined;) {
      const code = codeOf(state.count++);
      // More than a sender answers to: where it goes on all the same, it finds nobody.
      if (state.count > 30) listener.close();
      await secureHandshake(connection, { role: "receive", code }).catch(() => {});
    }
  };
  return { ...state, served: serve(), count: () => state.count };
}

Deno.test("a sender that dials offers a new code after three wrong ones, and not for ever", async () => {
  using context = meetingContext();
  const receiver = receiverThatEnters(() => wrong(CODE));
  const args = parse(send, ["x", "--to", `127.0.0.1:${receiver.port}`]);
  const line = new WatchedLine({ interval: 0 });
  const meeting = await codeOffer(args, context, line);
  await assertRejects(() => meeting.connect(context.signal), RefusedError, "10 codes died");
  assertEquals([context.codes.length, receiver.count(), line.turns.length], [10, 30, 30]);
  receiver.close();
  await receiver.served;
});

Deno.test("a sender does not dial before the next guess may be judged", async () => {
  using context = meetingContext();
  const receiver = receiverThatEnters(() => wrong(CODE));
  const args = parse(send, ["x", "--to", `127.0.0.1:${receiver.port}`]);
  const line = new WatchedLine();
  line.delay = () => 3_600_000;
  const meeting = await codeOffer(args, context, line);
  const late = AbortSignal.timeout(300);
  await assertRejects(() => meeting.connect(late), DOMException);
  assertEquals(receiver.count(), 0);
  receiver.close();
  await receiver.served;
});

Deno.test("a receiver dials a sender again that closes the connection before it has seen the code", async () => {
  using context = meetingContext();
  const listener = listen({ scheme: "tcp", host: "127.0.0.1", port: 0 });
  const serve = async () => {
    for (let busy = 0; busy < 2; busy++) (await listener.accept())!.abort();
    const { duplex } = await secureHandshake((await listener.accept())!, {
      role: "send",
      code: CODE,
    });
    duplex.abort();
  };
  const from = `127.0.0.1:${listener.port}`;
  const meeting = await codeEntry(
    parse(receive, ["7-orbit-lemon", "--from", from, "--yes"]),
    context,
  );
  const [connection] = await Promise.all([meeting.connect(context.signal), serve()]);
  connection.abort();
  listener.close();
});

Deno.test("a receiver does not dial a sender again whose code is another", async () => {
  using context = meetingContext();
  const listener = listen({ scheme: "tcp", host: "127.0.0.1", port: 0 });
  let dialled = 0;
  const serve = async () => {
    for (let connection; (connection = await listener.accept()) !== undefined;) {
      dialled++;
      await secureHandshake(connection, { role: "send", code: wrong(CODE) }).catch(() => {});
    }
  };
  const served = serve();
  const from = `127.0.0.1:${listener.port}`;
  const meeting = await codeEntry(
    parse(receive, ["7-orbit-lemon", "--from", from, "--yes"]),
    context,
  );
  await assertRejects(() => meeting.connect(context.signal), RefusedError, "wrong code");
  listener.close();
  await served;
  assertEquals(dialled, 1);
});
