import { assertEquals, assertMatch } from "@std/assert";
import { dial } from "../../lib/socket/dial.ts";
import { listen } from "../../lib/socket/listen.ts";
import { read } from "../../lib/socket/read.ts";
import { serve } from "../../lib/socket/serve.ts";
import type { TlsClientOptions } from "../../lib/socket/tls_client_options.ts";
import type { TlsSession } from "../../lib/socket/tls_session.ts";
import { writeAll } from "../../lib/socket/write_all.ts";
import { authority, cert, client, key, sha256Of } from "../support/certificate.ts";

/** What a server says that demands certificates of the authority, and what it reports. */
async function answer(
  tls: TlsClientOptions,
): Promise<{ text: string | undefined; failure: string; session: TlsSession | undefined }> {
  let failure = "";
  let session: TlsSession | undefined;
  using listener = listen("tls://127.0.0.1:0", {
    tls: { cert, key, clientCa: [authority.cert] },
    onTls: (found) => session = found,
  });
  const ended = serve(listener, (conn) => writeAll(conn, "welcome"), {
    onError: (error) => failure = (error as Error).message,
  });
  const conn = await dial(listener.address, { tls: { ca: [cert], ...tls } }).catch(() => undefined);
  const bytes = conn && await read(conn, 100).catch(() => undefined);
  conn?.abort();
  listener.close();
  await ended;
  return { text: bytes && new TextDecoder().decode(bytes), failure, session };
}

Deno.test("serves a client whose certificate the authority has issued, and names it", async () => {
  const { text, failure, session } = await answer({ cert: client.cert, key: client.key });
  assertEquals([text, failure], ["welcome", ""]);
  const { subject, issuer, sha256 } = session!.certificate!;
  assertEquals([subject, issuer], ["CN=bob", "CN=printer.test"]);
  assertEquals(sha256, await sha256Of(client.cert));
  assertMatch(session!.protocol, /^TLSv1\.[23]$/);
});

Deno.test("sends nothing to a client without a certificate", async () => {
  const { text, failure, session } = await answer({});
  assertEquals([text, session], [undefined, undefined]);
  assertMatch(failure, /: the client presented no certificate$/);
});

Deno.test("sends nothing to a client with a certificate of another issuer", async () => {
  const { text, failure, session } = await answer({ cert, key });
  assertEquals([text, session], [undefined, undefined]);
  assertMatch(failure, /: the client's certificate is not trusted/);
});

Deno.test("serves others while a client never begins its handshake", async () => {
  const failed = Promise.withResolvers<unknown>();
  using listener = listen("tls://127.0.0.1:0", {
    tls: { cert, key, clientCa: [authority.cert] },
    // In which a busy machine completes the other handshake.
    handshakeTimeout: 2000,
  });
  const ended = serve(listener, (conn) => writeAll(conn, "welcome"), { onError: failed.resolve });
  using silent = await dial(listener.address.replace("tls", "tcp"));
  using conn = await dial(listener.address, {
    tls: { ca: [cert], cert: client.cert, key: client.key },
  });
  assertEquals(new TextDecoder().decode(await read(conn, 100)), "welcome");
  conn.abort();
  assertMatch(String(await failed.promise), /no TLS handshake in time/);
  assertEquals(await read(silent, 1).catch(() => undefined), undefined);
  listener.close();
  await ended;
});
