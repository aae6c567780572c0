/** Rows about TLS. The certificate of the tests is of its own making, for `localhost`. @module */

import { assert, assertEquals } from "@std/assert";
import { createHash, X509Certificate } from "node:crypto";
import { once } from "node:events";
import { connect as connectTls } from "node:tls";
import { cert, CERT_PATH, key, KEY_PATH } from "../../support/certificate.ts";
import { freePort } from "../../support/free_port.ts";
import {
  absent,
  type Cell,
  connectTo,
  HOST,
  NO_LISTENER,
  type Row,
  say,
  start,
  talk,
  type Tool,
} from "./tools.ts";

/** A server of TLS that ends after a line. */
async function withServer(use: (port: number) => Promise<void>): Promise<void> {
  const listener = Deno.listenTls({ hostname: HOST, port: 0, cert, key });
  const loop = (async () => {
    for await (const conn of listener) {
      await say(conn, "HTTP/1.0 200 OK\r\n\r\nanswer\n").catch(() => {});
      await conn.closeWrite().catch(() => {});
      conn.close();
    }
  })();
  await use(listener.addr.port);
  listener.close();
  await loop.catch(() => {});
}

const speaks = (tool: Tool, says: string, words: (port: number) => (string | number)[]): Cell => [
  says,
  () =>
    withServer(async (port) => {
      const { out } = await talk(tool, "", ...words(port));
      assert(out.endsWith("answer\n"), out);
    }),
];

/** Whether an unknown certificate is refused without further flags. */
const verifies = (
  tool: Tool,
  says: "yes" | "no",
  words: (port: number) => (string | number)[],
): Cell => [says, () =>
  withServer(async (port) => {
    const { code, out } = await talk(tool, "", ...words(port));
    assertEquals(
      [code !== 0, out.includes("answer")],
      says === "yes" ? [true, false] : [
        false,
        true,
      ],
    );
  })];

/** Listens with TLS; a client without a certificate is served, or refused. */
const listens = (
  tool: Tool,
  says: string,
  isServed: boolean,
  words: (port: number) => (string | number)[],
): Cell => [says, async () => {
  const port = freePort();
  const program = await start(tool, ...words(port));
  const tcp = await connectTo(port, program);
  const conn = await Deno.startTls(tcp, { hostname: "localhost", caCerts: [cert] }).catch(() => {});
  const heard = (async () => {
    await say(conn!, "hello\n");
    return await conn!.read(new Uint8Array(1));
  })().catch(() => null);
  if (isServed) {
    await program.waitFor(/hello\n/, "out");
    await program.write("x");
    assertEquals(await heard, 1);
  } else {
    assertEquals([await heard, program.out], [null, ""]);
  }
  conn?.close();
  await program.stop();
}];

/** A certificate that the listener makes itself, which no client knows. */
const ownCertificate = (
  tool: Tool,
  says: string,
  words: (port: number) => (string | number)[],
): Cell => [says, async () => {
  const port = freePort();
  const program = await start(tool, ...words(port));
  (await connectTo(port, program)).close();
  const client = connectTls({ host: HOST, port, rejectUnauthorized: false });
  await once(client, "secureConnect");
  client.write("hello\n");
  await program.waitFor(/hello\n/, "out");
  client.destroy();
  await program.stop();
}];

/** The SHA-256 of the public key, as `openssl x509 -pubkey` and `openssl dgst` print it. */
const KEY_DIGEST = `sha256//${
  createHash("sha256").update(
    new X509Certificate(cert).publicKey.export({ type: "spki", format: "der" }),
  ).digest("base64")
}`;
/** The fingerprint of the certificate. */
const PIN = `sha256:${createHash("sha256").update(new X509Certificate(cert).raw).digest("hex")}`;
const FLAGS = { cert: `--cert=${CERT_PATH}`, key: `--key=${KEY_PATH}` };
const NCAT = ["--ssl-cert", CERT_PATH, "--ssl-key", KEY_PATH];
const SOCAT = `cert=${CERT_PATH},key=${KEY_PATH},cafile=${CERT_PATH}`;

/** The rows. */
export const rows: Row[] = [
  {
    feature: "TLS",
    cells: {
      nc: absent("nc", /\b(tls|ssl)\b/i),
      ncat: speaks("ncat", "`--ssl`", (port) => ["--ssl", HOST, port]),
      socat: speaks("socat", "`OPENSSL:`", (port) => [
        "-t20",
        "-",
        `OPENSSL:localhost:${port},pf=ip4,cafile=${CERT_PATH}`,
      ]),
      curl: speaks("curl", "`https://`", (port) => [
        "-4",
        "--cacert",
        CERT_PATH,
        `https://localhost:${port}`,
      ]),
      sluice: speaks("sluice", "`tls://`", (port) => [
        "connect",
        `tls://localhost:${port}`,
        `--ca=${CERT_PATH}`,
      ]),
    },
  },
  {
    feature: "Verifies the certificate unless told otherwise",
    cells: {
      nc: ["no TLS", absent("nc", /\b(tls|ssl)\b/i)[1]!],
      ncat: verifies("ncat", "no", (port) => ["--ssl", HOST, port]),
      socat: verifies("socat", "yes", (port) => ["-t20", "-", `OPENSSL:localhost:${port},pf=ip4`]),
      curl: verifies("curl", "yes", (port) => ["-4", `https://localhost:${port}`]),
      sluice: verifies("sluice", "yes", (port) => ["connect", `tls://localhost:${port}`]),
    },
  },
  {
    feature: "Listens with TLS",
    cells: {
      nc: ["no TLS", absent("nc", /\b(tls|ssl)\b/i)[1]!],
      ncat: listens("ncat", "`--ssl`", true, (port) => ["-l", "--ssl", ...NCAT, HOST, port]),
      socat: listens("socat", "`OPENSSL-LISTEN:`", true, (port) => [
        `OPENSSL-LISTEN:${port},bind=${HOST},verify=0,${SOCAT}`,
        "-",
      ]),
      curl: NO_LISTENER,
      sluice: listens("sluice", "`listen tls://`", true, (port) => [
        "listen",
        `tls://${HOST}:${port}`,
        FLAGS.cert,
        FLAGS.key,
      ]),
    },
  },
  {
    feature: "Listens with a certificate of its own making",
    cells: {
      nc: ["no TLS", absent("nc", /\b(tls|ssl)\b/i)[1]!],
      ncat: ownCertificate("ncat", "yes", (port) => ["-lk", "--ssl", HOST, port]),
      socat: ["no", async () => {
        const port = freePort();
        const place = `OPENSSL-LISTEN:${port},bind=${HOST},verify=0,fork`;
        const program = await start("socat", place, "-");
        (await connectTo(port, program)).close();
        // Without a certificate no handshake succeeds.
        assert((await talk("ncat", "", "--ssl", HOST, port)).code !== 0);
        await program.stop();
      }],
      curl: NO_LISTENER,
      sluice: ownCertificate(
        "sluice",
        "yes",
        (port) => ["listen", "--keep", `tls://${HOST}:${port}`],
      ),
    },
  },
  {
    feature: "Demands a certificate of its clients",
    cells: {
      nc: ["no TLS", absent("nc", /\b(tls|ssl)\b/i)[1]!],
      ncat: listens("ncat", "no", true, (port) => [
        ...["-l", "--ssl", "--ssl-verify", "--ssl-trustfile", CERT_PATH, ...NCAT],
        HOST,
        port,
      ]),
      socat: listens("socat", "yes", false, (port) => [
        `OPENSSL-LISTEN:${port},bind=${HOST},${SOCAT}`,
        "-",
      ]),
      curl: NO_LISTENER,
      sluice: listens("sluice", "`--client-ca`", false, (port) => [
        "listen",
        "--keep",
        `tls://${HOST}:${port}`,
        FLAGS.cert,
        FLAGS.key,
        `--client-ca=${CERT_PATH}`,
      ]),
    },
  },
  {
    feature: "Accepts one certificate by its fingerprint",
    cells: {
      nc: ["no TLS", absent("nc", /\b(tls|ssl)\b/i)[1]!],
      ncat: absent("ncat", /fingerprint|\bpin/i),
      socat: absent("socat", /fingerprint|\bpin/i),
      curl: speaks("curl", "`--pinnedpubkey`", (port) => [
        ...["-4", "-k", "--pinnedpubkey", KEY_DIGEST],
        `https://localhost:${port}`,
      ]),
      sluice: speaks(
        "sluice",
        "`--pin`",
        (port) => ["connect", `tls://localhost:${port}`, `--pin=${PIN}`],
      ),
    },
  },
];
