import { assert, assertEquals, assertRejects } from "@std/assert";
import { ConnectionError, ProtocolError, RefusedError } from "../../lib/errors.ts";
import { CodeGuesses } from "../../lib/secure/guesses.ts";
import type { Duplex } from "../../lib/socket/duplex.ts";
import { memoryPair } from "../../lib/socket/memory_pair.ts";
import { secureHandshake } from "../../lib/channel/secure_handshake.ts";
import { Session } from "../../lib/channel/session.ts";
import { read, secret, securePair, write } from "../transfer/secure_pair.ts";
import { pause } from "../support/wait.ts";

Deno.test("an encrypted connection transfers bytes in both directions and ends each separately", async () => {
  const [a, b] = await securePair();
  await write(a, "there");
  await a.closeWrite();
  await a.closeWrite();
  assertEquals(await read(b), "there");
  await write(b, "and back");
  await b.closeWrite();
  assertEquals(await read(a), "and back");
  a.abort();
  b.abort();
});

Deno.test("an encrypted connection has the addresses of the underlying one, and reports when it received", async () => {
  const [a, b] = await securePair();
  assertEquals([a.localAddr, a.remoteAddr], ["memory:a", "memory:b"]);
  assert(a.msSinceReceived() < 1000);
  a.abort();
  b.abort();
});

Deno.test("a session exchanges greetings over an encrypted connection", async () => {
  const [a, b] = await securePair();
  const [sender, receiver] = [new Session(a), new Session(b)];
  const [theirs, ours] = await Promise.all([sender.greet("send"), receiver.greet("receive")]);
  assertEquals([theirs.role, ours.role], ["receive", "send"]);
  await Promise.all([sender.finish(), receiver.finish()]);
});

Deno.test("the last frame is read before the connection closes", async () => {
  const [a, b] = await securePair();
  const [sender, receiver] = [new Session(a), new Session(b)];
  await Promise.all([sender.greet("send"), receiver.greet("receive")]);
  const [, heard] = await Promise.all([
    sender.fail(new RefusedError("busy", "not now")),
    assertRejects(() => receiver.next(), RefusedError),
  ]);
  assertEquals(heard.code, "busy");
  await receiver.fail(heard);
});

Deno.test("an end without a final record is a cut connection", async () => {
  const [a, b] = memoryPair();
  const [sender, receiver] = await securePair([a, b]);
  await write(sender, "half");
  await a.closeWrite();
  const error = await assertRejects(() => read(receiver), ConnectionError);
  assertEquals(error.code, "cut");
  receiver.abort();
  sender.abort();
});

Deno.test("an aborted connection fails both directions with its reason", async () => {
  const [a, b] = await securePair();
  const reading = assertRejects(() => read(a), ConnectionError, "enough");
  a.abort(new ConnectionError("interrupted", "enough"));
  await reading;
  await assertRejects(() => write(a, "more"));
  b.abort();
});

Deno.test("a wrong code ends both sides with the same error, and closes the connection", async () => {
  const [a, b] = memoryPair();
  const guesses = new CodeGuesses();
  const [ours, theirs] = await Promise.all([
    assertRejects(
      () =>
        secureHandshake(a, {
          role: "send",
          side: "listener",
          code: { channel: 7, secret: secret("one") },
          guesses,
        }),
      RefusedError,
    ),
    assertRejects(
      () =>
        secureHandshake(b, {
          role: "receive",
          side: "dialler",
          code: { channel: 7, secret: secret("two") },
        }),
      RefusedError,
    ),
  ]);
  assertEquals(ours.code, "wrong_code");
  assertEquals(ours.message, theirs.message);
  assertEquals(guesses.left, 2);
});

Deno.test("a peer that requests --plain is distinguished, and uses up no guess", async () => {
  const [a, b] = memoryPair();
  const guesses = new CodeGuesses();
  const plain = new Session(b);
  const [ours, theirs] = await Promise.all([
    assertRejects(
      () =>
        secureHandshake(a, {
          role: "send",
          side: "listener",
          code: { channel: 7, secret: secret("one") },
          guesses,
        }),
      RefusedError,
    ),
    assertRejects(() => plain.greet("receive"), RefusedError),
  ]);
  assertEquals([ours.code, theirs.code], ["security", "security"]);
  assertEquals(guesses.left, 3);
  await plain.fail(theirs);
});

Deno.test("a silent peer times out, and one that sends something else fails at once", async () => {
  const options = {
    role: "send",
    side: "listener",
    code: { channel: 7, secret: secret("one") },
  } as const;
  const [a, silent] = memoryPair();
  const late = await assertRejects(
    () => secureHandshake(a, { ...options, timeout: 50 }),
    ConnectionError,
  );
  assertEquals(late.code, "timeout");
  silent.abort();
  const [c, browser] = memoryPair();
  const talk = write(browser, "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n").catch(() => {});
  await assertRejects(() => secureHandshake(c, options), ProtocolError, "does not speak");
  await talk;
  browser.abort();
});

Deno.test("an interrupted handshake ends with the reason", async () => {
  const [a, b] = memoryPair();
  const controller = new AbortController();
  const ended = assertRejects(
    () =>
      secureHandshake(a, {
        role: "send",
        side: "listener",
        code: { channel: 7, secret: secret("one") },
        signal: controller.signal,
      }),
    ConnectionError,
    "interrupted",
  );
  controller.abort(new ConnectionError("interrupted", "interrupted by SIGINT"));
  await ended;
  b.abort();
});

Deno.test("both sides derive the same secret for a later session, and it works as one", async () => {
  const pair: Duplex[] = memoryPair();
  const [a, b] = await Promise.all([
    secureHandshake(pair[0]!, {
      role: "send",
      side: "listener",
      code: { channel: 7, secret: secret("one") },
    }),
    secureHandshake(pair[1]!, {
      role: "receive",
      side: "dialler",
      code: { channel: 7, secret: secret("one") },
    }),
  ]);
  a.duplex.abort();
  b.duplex.abort();
  assertEquals(a.resume, b.resume);
  const again: Duplex[] = memoryPair();
  const [c, d] = await Promise.all([
    secureHandshake(again[0]!, {
      role: "send",
      side: "listener",
      code: { channel: 7, secret: a.resume },
    }),
    secureHandshake(again[1]!, {
      role: "receive",
      side: "dialler",
      code: { channel: 7, secret: b.resume },
    }),
  ]);
  await write(c.duplex, "again");
  await c.duplex.closeWrite();
  assertEquals(await read(d.duplex), "again");
  c.duplex.abort();
  d.duplex.abort();
});

Deno.test("waits longer for a receiver whose user is asked for the code", async () => {
  const [a, b] = memoryPair();
  let asked = 0;
  const [sender, receiver] = await Promise.all([
    secureHandshake(a, {
      role: "send",
      side: "listener",
      code: { channel: 7, secret: secret("one") },
      // In which a busy machine completes the rest of the handshake.
      timeout: 1500,
      promptTimeout: 30_000,
    }),
    secureHandshake(b, {
      role: "receive",
      side: "dialler",
      async code() {
        asked++;
        await pause(2000);
        return { channel: 7, secret: secret("one") };
      },
    }),
  ]);
  assertEquals(asked, 1);
  sender.duplex.abort();
  receiver.duplex.abort();
});
