import { assertEquals, assertMatch } from "@std/assert";
import { join } from "node:path";
import { type SelfSigned, selfSigned } from "../../lib/secure/self_signed.ts";
import { type Folder, temporaryFolder } from "../support/folder.ts";
import { needs } from "../support/needs.ts";

/** A folder with a certificate in `cert.pem`, and its parts. */
async function withCertificate(): Promise<SelfSigned & { folder: Folder; file: string }> {
  const folder = await temporaryFolder();
  const made = await selfSigned(["127.0.0.1", "::1"], ["localhost"]);
  const file = join(folder.path, "cert.pem");
  await Deno.writeTextFile(file, made.cert);
  return { ...made, folder, file };
}

/** Runs a program to its end. Its output is that of both streams. */
async function run(program: string, ...args: string[]): Promise<{ code: number; said: string }> {
  const { code, stdout, stderr } = await new Deno.Command(program, { args, stdin: "null" })
    .output();
  const text = new TextDecoder();
  return { code, said: text.decode(stdout) + text.decode(stderr) };
}

needs("openssl", "openssl reads the fields of a self-signed certificate", async () => {
  const { folder, file } = await withCertificate();
  await using _ = folder;
  const { code, said } = await run("openssl", "x509", "-in", file, "-noout", "-text");
  assertEquals(code, 0, said);
  for (
    const expected of [
      /Version: 3 \(0x2\)/,
      /Issuer: CN ?= ?sluice\n/,
      /Subject: CN ?= ?sluice\n/,
      /Signature Algorithm: ecdsa-with-SHA256/,
      /ASN1 OID: prime256v1/,
      /Basic Constraints: critical\n\s+CA:FALSE/,
      /Key Usage: critical\n\s+Digital Signature\n/,
      /Extended Key Usage: \n\s+TLS Web Server Authentication\n/,
      /Alternative Name: \n\s+IP Address:127\.0\.0\.1, IP Address:0:0:0:0:0:0:0:1, DNS:localhost\n/,
    ]
  ) assertMatch(said, expected);
});

needs(
  "openssl",
  "openssl verifies the certificate by its strict rules, names included",
  async () => {
    const { folder, file } = await withCertificate();
    await using _ = folder;
    const verify = (...more: string[]) =>
      run("openssl", "verify", "-x509_strict", "-purpose", "sslserver", ...more, file);
    const names: string[][] = [
      [],
      ["-verify_ip", "127.0.0.1"],
      ["-verify_ip", "::1"],
      ["-verify_hostname", "localhost"],
    ];
    for (const name of names) {
      const { code, said } = await verify("-CAfile", file, ...name);
      assertEquals(code, 0, said);
      assertMatch(said, /cert\.pem: OK/);
    }
    assertMatch(
      (await verify("-CAfile", file, "-verify_hostname", "x")).said,
      /Hostname mismatch/i,
    );
    assertMatch((await verify("-CAfile", file, "-verify_ip", "::2")).said, /IP address mismatch/i);
    const other = join(folder.path, "other.pem");
    await Deno.writeTextFile(other, (await selfSigned(["127.0.0.1"], [])).cert);
    assertEquals((await verify("-CAfile", other)).code, 2);
  },
);

needs("openssl", "openssl finds the DER without an octet left over", async () => {
  const { folder, der } = await withCertificate();
  await using _ = folder;
  const file = join(folder.path, "cert.der");
  await Deno.writeFile(file, der);
  const { code, said } = await run("openssl", "asn1parse", "-inform", "DER", "-in", file);
  assertEquals(code, 0, said);
  assertMatch(said, new RegExp(`0:d=0 +hl=4 l= *${der.length - 4} cons: SEQUENCE`));
});

/** Connects with the certificate as the only trusted one, and prints what the server says. */
const CLIENT = `
import socket, ssl, sys
host, name, port, ca = sys.argv[1:]
context = ssl.create_default_context(cafile=ca)
context.verify_flags |= ssl.VERIFY_X509_STRICT
try:
    with socket.create_connection((host, int(port))) as plain:
        with context.wrap_socket(plain, server_hostname=name) as conn:
            print(conn.version(), conn.recv(16).decode())
except ssl.SSLCertVerificationError as error:
    print("refused:", error.verify_message)
`;

needs(
  "python3",
  "Python's ssl accepts the certificate, and refuses another and another name",
  async () => {
    const { folder, file, cert, key } = await withCertificate();
    await using _ = folder;
    const other = join(folder.path, "other.pem");
    await Deno.writeTextFile(other, (await selfSigned(["127.0.0.1"], ["localhost"])).cert);
    using listener = Deno.listenTls({ hostname: "127.0.0.1", port: 0, cert, key });
    const serving = (async () => {
      for await (const conn of listener) {
        using each = conn;
        // Rejects where the client refuses the certificate.
        await each.write(new TextEncoder().encode("hello")).catch(() => {});
      }
    })();
    const ask = async (name: string, ca: string) => {
      const port = String(listener.addr.port);
      return (await run("python3", "-c", CLIENT, "127.0.0.1", name, port, ca)).said.trim();
    };
    assertEquals(await ask("127.0.0.1", file), "TLSv1.3 hello");
    assertEquals(await ask("localhost", file), "TLSv1.3 hello");
    assertMatch(await ask("laptop.local", file), /^refused: Hostname mismatch/);
    assertMatch(await ask("127.0.0.2", file), /^refused: IP address mismatch/);
    assertMatch(await ask("localhost", other), /^refused: self[- ]signed certificate/);
    listener.close();
    await serving;
  },
);
