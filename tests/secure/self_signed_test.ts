import { assert, assertEquals, assertRejects } from "@std/assert";
import { X509Certificate } from "node:crypto";
import { fingerprintOf, type SelfSigned, selfSigned } from "../../lib/secure/self_signed.ts";

const DAY = 86_400_000;

async function made(): Promise<SelfSigned> {
  return await selfSigned(["127.0.0.1", "::1", "192.0.2.200"], ["localhost", "laptop.local"]);
}

/** Serves one connection with a certificate, and connects to it as the given options say. */
async function connect(
  { cert, key }: SelfSigned,
  { trusted, at, name }: { trusted: string; at: string; name?: string },
): Promise<string> {
  using listener = Deno.listenTls({ hostname: at, port: 0, cert, key });
  const greeting = new TextEncoder().encode("hello");
  const served = (async () => {
    using conn = await listener.accept();
    await conn.write(greeting);
    await conn.closeWrite();
  })().catch(() => {}); // the client refused
  try {
    const { port } = listener.addr;
    const caCerts = [trusted];
    if (name === undefined) {
      using conn = await Deno.connectTls({ hostname: at, port, caCerts });
      return await new Response(conn.readable).text();
    }
    const plain = await Deno.connect({ hostname: at, port });
    using conn = await Deno.startTls(plain, { hostname: name, caCerts });
    return await new Response(conn.readable).text();
  } finally {
    await served;
  }
}

Deno.test("a client that trusts the certificate connects by each address and name in it", async () => {
  const own = await made();
  const trusted = own.cert;
  assertEquals(await connect(own, { trusted, at: "127.0.0.1" }), "hello");
  assertEquals(await connect(own, { trusted, at: "::1" }), "hello");
  for (const name of ["localhost", "laptop.local", "192.0.2.200"]) {
    assertEquals(await connect(own, { trusted, at: "127.0.0.1", name }), "hello", name);
  }
});

Deno.test("a client that trusts another certificate of the same names refuses", async () => {
  const [own, other] = [await made(), await made()];
  const { InvalidData } = Deno.errors;
  await assertRejects(() => connect(own, { trusted: other.cert, at: "127.0.0.1" }), InvalidData);
});

Deno.test("a client refuses the certificate under a name or address that is not in it", async () => {
  const own = await selfSigned(["127.0.0.1"], ["localhost"]);
  const trusted = own.cert;
  const { InvalidData } = Deno.errors;
  for (const name of ["laptop.local", "sluice", "127.0.0.2", "::1"]) {
    await assertRejects(() => connect(own, { trusted, at: "127.0.0.1", name }), InvalidData);
  }
});

Deno.test("every field of the certificate is as RFC 5280 and servers need it", async () => {
  const before = Date.now();
  const { cert, key, der } = await made();
  const parsed = new X509Certificate(cert);
  assertEquals([parsed.subject, parsed.issuer], ["CN=sluice", "CN=sluice"]);
  assertEquals(parsed.ca, false);
  assertEquals(
    parsed.subjectAltName,
    "IP Address:127.0.0.1, IP Address:::1, IP Address:192.0.2.200, " +
      "DNS:localhost, DNS:laptop.local",
  );
  assert(parsed.verify(parsed.publicKey), "the signature is not one by the certificate's own key");
  assert(!parsed.verify(new X509Certificate((await made()).cert).publicKey));
  const [from, to] = [Date.parse(parsed.validFrom), Date.parse(parsed.validTo)];
  // Clocks that are a day behind, in whole seconds.
  assert(Math.abs(from - (before - DAY)) < 60_000, parsed.validFrom);
  assertEquals(to - from, 31 * DAY);
  assertEquals(new Uint8Array(parsed.raw), der);
  const { createPrivateKey, createPublicKey } = await import("node:crypto");
  const own = createPublicKey(createPrivateKey(key).export({ type: "pkcs8", format: "pem" }));
  assertEquals(
    own.export({ type: "spki", format: "pem" }),
    parsed.publicKey.export({ type: "spki", format: "pem" }),
  );
});

Deno.test("serial numbers are positive, sixteen bytes, and differ", async () => {
  const serials = new Set<string>();
  for (let i = 0; i < 64; i++) {
    const { serialNumber } = new X509Certificate((await selfSigned([], ["x"])).cert);
    assert(/^[4-7][0-9A-F]{31}$/i.test(serialNumber), serialNumber);
    serials.add(serialNumber);
  }
  assertEquals(serials.size, 64);
});

Deno.test("every signature out of many verifies, whatever its numbers", async () => {
  // A number of 32 bytes has its first bit set in half of all cases, and eight zeros in front in one of 256.
  for (let i = 0; i < 256; i++) {
    const parsed = new X509Certificate((await selfSigned([], ["x"])).cert);
    assert(parsed.verify(parsed.publicKey), parsed.toString());
  }
});

Deno.test("an IPv4 address mapped into IPv6 keeps its sixteen bytes, and a zone is left out", async () => {
  const { cert } = await selfSigned(["::ffff:192.0.2.1", "fe80::1%eth0"], []);
  assertEquals(
    new X509Certificate(cert).subjectAltName,
    "IP Address:::ffff:192.0.2.1, IP Address:fe80::1",
  );
});

Deno.test("a name outside ASCII is converted as browsers do", async () => {
  const { cert } = await selfSigned([], ["büro.local", "Büro_1.local", "WORK_PC"]);
  assertEquals(
    new X509Certificate(cert).subjectAltName,
    "DNS:xn--bro-hoa.local, DNS:xn--bro_1-kva.local, DNS:WORK_PC",
  );
});

Deno.test("text that is no IP address is refused as one", async () => {
  for (const address of ["localhost", "1.2.3", "256.0.0.1", "", "::1::"]) {
    await assertRejects(() => selfSigned([address], []), TypeError, "is not an IP address");
  }
});

Deno.test("the fingerprint is that of the DER, also of a certificate in a longer text", async () => {
  const { cert, der } = await made();
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", der));
  const expected = Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join(":")
    .toUpperCase();
  assertEquals(await fingerprintOf(cert), expected);
  assertEquals(await fingerprintOf(`before\n${cert}after\n${(await made()).cert}`), expected);
  assertEquals(new X509Certificate(cert).fingerprint256, expected);
  assertEquals(await fingerprintOf("no certificate"), undefined);
});
