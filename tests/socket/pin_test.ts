import { assert, assertEquals, assertMatch, assertRejects } from "@std/assert";
import { ConnectionError } from "../../lib/errors.ts";
import { dial, type DialOptions } from "../../lib/socket/dial.ts";
import { listen } from "../../lib/socket/listen.ts";
import { read } from "../../lib/socket/read.ts";
import { serve } from "../../lib/socket/serve.ts";
import { writeAll } from "../../lib/socket/write_all.ts";
import { authority, cert, sha256Of } from "../support/certificate.ts";

/** Serves an echo with the certificate of plain `openssl req -x509`; counts the bytes that arrive. */
async function withServer(
  use: (address: string, received: () => number) => Promise<void>,
): Promise<void> {
  using listener = listen("tls://127.0.0.1:0", { tls: authority });
  let count = 0;
  const ended = serve(listener, async (conn) => {
    for (let bytes; (bytes = await read(conn, 1024)) !== undefined;) {
      count += bytes.length;
      await writeAll(conn, bytes);
    }
  }, { onError: () => {} });
  await use(listener.address, () => count);
  listener.close();
  await ended;
}

async function echoed(address: string, options: DialOptions): Promise<string> {
  await using conn = await dial(address, options);
  await writeAll(conn, "hello");
  return new TextDecoder().decode(await read(conn, 1024));
}

Deno.test("accepts a pinned certificate that is neither trusted nor of that name", async () => {
  const pin = await sha256Of(authority.cert);
  await withServer(async (address) => {
    for (const text of [`sha256:${pin}`, pin.toUpperCase().match(/../g)!.join(":")]) {
      assertEquals(await echoed(address, { tls: { pins: [text] } }), "hello");
    }
    const pins = [await sha256Of(cert), pin];
    assertEquals(await echoed(address, { tls: { pins } }), "hello");
    const source = { host: "127.0.0.1", port: 0 };
    assertEquals(await echoed(address, { tls: { pins }, source }), "hello");
  });
});

Deno.test("rejects any other certificate than the pinned one, before a byte is sent", async () => {
  const pins = [await sha256Of(cert)];
  const presented = await sha256Of(authority.cert);
  await withServer(async (address, received) => {
    for (const tls of [{ pins }, { pins, ca: [authority.cert] }]) {
      const error = await assertRejects(() => echoed(address, { tls }), ConnectionError);
      assertEquals([error.code, received()], ["untrusted", 0]);
      assertMatch(error.message, /^Cannot connect to tls:\S+: certificate not trusted: its finger/);
      assert(error.message.endsWith(`but sha256:${presented}`), error.message);
    }
  });
});

Deno.test("shows the fingerprint of an untrusted certificate, with which it is accepted", async () => {
  await withServer(async (address, received) => {
    for (const [at, ca] of [[], [authority.cert]].entries()) {
      const error = await assertRejects(() => echoed(address, { tls: { ca } }), ConnectionError);
      assertEquals([error.code, received()], ["untrusted", at * "hello".length]);
      const [, pin] = /use --pin (sha256:[0-9a-f]{64})$/.exec(error.message) ?? [];
      assert(pin !== undefined, error.message);
      assertEquals(await echoed(address, { tls: { pins: [pin] } }), "hello");
    }
  });
});

Deno.test("reports an untrusted certificate also if the server answers once only", async () => {
  using listener = listen("tls://127.0.0.1:0", { tls: authority });
  const accepted = listener.accept().then((conn) => (listener.close(), conn!));
  const handshake = accepted.then((conn) => read(conn, 1).catch(() => {}));
  const error = await assertRejects(() => dial(listener.address), ConnectionError);
  assertEquals(error.code, "untrusted");
  assertMatch(
    error.message,
    /not trusted: [^;]*; use --pin with the fingerprint .*, or --ca FILE$/,
  );
  await handshake;
  (await accepted).abort();
});
