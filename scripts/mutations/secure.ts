/** Faults in the key exchange and in the change to TLS. @module */

import type { Mutation } from "./mutation.ts";

const CPACE = ["tests/secure/cpace_test.ts"];
const HANDSHAKE = [
  "tests/secure/handshake_test.ts",
  "tests/secure/handshake_protocol_test.ts",
  "tests/hostile/handshake_table_test.ts",
];
const CERTIFICATE = ["tests/secure/der_test.ts", "tests/secure/self_signed_test.ts"];
const TLS = ["tests/channel/tls_test.ts"];

/** The faults. */
export const SECURE: readonly Mutation[] = [
  {
    name: "a share that is the neutral element is accepted",
    file: "lib/secure/cpace.ts",
    find: "return product.is0() ? undefined : product.toBytes();",
    replace: "return product.toBytes();",
    tests: CPACE,
  },
  {
    name: "a share that is no element of the group throws another error",
    file: "lib/secure/cpace.ts",
    find: `  } catch {
    return undefined;
  }`,
    replace: `  } catch (error) {
    throw error;
  }`,
    tests: CPACE,
  },
  {
    name: "the messages enter the key in another order",
    file: "lib/secure/cpace.ts",
    find: `lengthValue(initiator.share, initiator.data),
      lengthValue(responder.share, responder.data),`,
    replace: `lengthValue(responder.share, responder.data),
      lengthValue(initiator.share, initiator.data),`,
    tests: CPACE,
  },
  {
    name: "the data next to the shares is not authenticated",
    file: "lib/secure/cpace.ts",
    find: "lengthValue(responder.share, responder.data),",
    replace: "lengthValue(responder.share),",
    tests: CPACE,
  },
  {
    name: "the session is not part of the key",
    file: "lib/secure/cpace.ts",
    find: "lengthValue(KEY_DOMAIN, this.#session, point)",
    replace: "lengthValue(KEY_DOMAIN, point)",
    tests: CPACE,
  },
  {
    name: "a scalar has fewer random bits",
    file: "lib/secure/cpace.ts",
    find: "const SCALAR_BITS = 252;",
    replace: "const SCALAR_BITS = 52;",
    tests: CPACE,
  },
  {
    name: "parts of a string are joined without their lengths",
    file: "lib/secure/cpace_strings.ts",
    find: "concatBytes(...parts.map(prependLength))",
    replace: "concatBytes(...parts)",
    tests: CPACE,
  },
  {
    name: "the secret is not padded to a block",
    file: "lib/secure/cpace_strings.ts",
    find: "Math.max(0, blockBytes - used)",
    replace: "0",
    tests: CPACE,
  },
  {
    name: "any confirmation is accepted",
    file: "lib/secure/handshake.ts",
    find: "if (!timingSafeEqual(tag, expected)) throw wrongCode();",
    replace: "",
    tests: HANDSHAKE,
  },
  {
    name: "a reflected share is accepted",
    file: "lib/secure/handshake.ts",
    find: "isk === undefined || timingSafeEqual(peerShare, exchange.share)",
    replace: "isk === undefined",
    tests: HANDSHAKE,
    survives:
      "a peer that sends our share back does not know its scalar and cannot confirm the key",
  },
  {
    name: "a sender does not count guesses",
    file: "lib/secure/handshake.ts",
    find: `if (!this.#spend()) throw wrongCode();
        this.#keys = this.#derive(bytes.subarray`,
    replace: "this.#keys = this.#derive(bytes.subarray",
    tests: HANDSHAKE,
  },
  {
    name: "a receiver does not count guesses",
    file: "lib/secure/handshake.ts",
    find: `if (!this.#spend()) throw wrongCode();
        this.#state = "tag";`,
    replace: 'this.#state = "tag";',
    tests: HANDSHAKE,
  },
  {
    name: "keys are returned twice",
    file: "lib/secure/handshake.ts",
    find: `this.#keys = this.#exchange = undefined;
    return`,
    replace: "return",
    tests: HANDSHAKE,
  },
  {
    name: "the channel is not bound to the key",
    file: "lib/secure/handshake.ts",
    find: "utf8ToBytes(String(channel)), ...prefaces",
    replace: "...prefaces",
    tests: HANDSHAKE,
  },
  {
    name: "the prefaces are not bound to the key",
    file: "lib/secure/handshake.ts",
    find: "utf8ToBytes(String(channel)), ...prefaces",
    replace: "utf8ToBytes(String(channel))",
    tests: HANDSHAKE,
  },
  {
    name: "the nonces are not bound to the key",
    file: "lib/secure/handshake.ts",
    find: "session: concatBytes(...nonces)",
    replace: "session: new Uint8Array()",
    tests: HANDSHAKE,
  },
  {
    name: "the openings are not part of the transcript",
    file: "lib/secure/handshake.ts",
    find: `initiator.data,
      responder.data,`,
    replace: "",
    tests: HANDSHAKE,
  },
  {
    name: "a failed handshake continues",
    file: "lib/secure/handshake.ts",
    find: `this.#state = "failed";
      this.#keys`,
    replace: "this.#keys",
    tests: HANDSHAKE,
  },
  {
    name: "the receiver does not compare the confirmation with its own",
    file: "lib/secure/handshake.ts",
    find: "this.#confirm(bytes, this.#keys!.tag.send);",
    replace: "this.#confirm(bytes, bytes);",
    tests: HANDSHAKE,
  },
  {
    name: "both sides may have one role",
    file: "lib/secure/opening.ts",
    find: "if (theirs[0] === ROLE_IDS[role]) {",
    replace: "if (theirs[0] === 0) {",
    tests: HANDSHAKE,
  },
  {
    name: "reserved bytes of an opening are ignored",
    file: "lib/secure/opening.ts",
    find: " || theirs[2] !== 0 || theirs[3] !== 0) {",
    replace: ") {",
    tests: HANDSHAKE,
  },
  {
    name: "every opening has the same nonce",
    file: "lib/secure/opening.ts",
    find: "crypto.getRandomValues(bytes.subarray(NONCE_AT, INSTANCE_AT));",
    replace: "",
    tests: HANDSHAKE,
  },
  {
    name: "the confirmations of both roles are the same",
    file: "lib/secure/key_schedule.ts",
    find: "derive(`confirm ${role}`, TAG_BYTES)",
    replace: "derive(`confirm send`, TAG_BYTES)",
    tests: HANDSHAKE,
  },
  {
    name: "the transcript does not salt the keys",
    file: "lib/secure/key_schedule.ts",
    find: "extract(sha512, isk, transcript)",
    replace: "extract(sha512, isk, undefined)",
    tests: HANDSHAKE,
  },
  {
    name: "two sides that have dialled agree",
    file: "lib/secure/opening.ts",
    find: "!isRole || !isSide ||",
    replace: "!isRole ||",
    tests: HANDSHAKE,
  },
  {
    name: "any token lets a connection in",
    file: "lib/channel/admit_by_tls.ts",
    find: "await readFull(raw, shown) && timingSafeEqual(shown, token)",
    replace: "await readFull(raw, shown)",
    tests: TLS,
  },
  {
    name: "the port for TLS stays open",
    file: "lib/channel/admit_by_tls.ts",
    find: "listener?.close();",
    replace: "",
    tests: TLS,
  },
  {
    name: "a stranger at the port keeps the peer out",
    file: "lib/channel/admit_by_tls.ts",
    find: "void this.#judge(raw, found.resolve).finally(left);",
    replace: "await this.#judge(raw, found.resolve).finally(left);",
    tests: TLS,
  },
  {
    name: "the first connection stays open beside that of TLS",
    file: "lib/channel/admit_by_tls.ts",
    find: "if (!isSame) connection.abort();",
    replace: "",
    tests: TLS,
    survives: "the dialler closes it as well",
  },
  {
    name: "any certificate is accepted on the same connection",
    file: "lib/channel/enter_by_tls.ts",
    find: "tls: { ca: [certificatePem(certificate)] },",
    replace: "tls: { verify: false },",
    tests: TLS,
    survives: "the certificate is compared as well",
  },
  {
    name: "the certificate on the same connection is not compared, nor verified",
    file: "lib/channel/enter_by_tls.ts",
    find: `    tls: { ca: [certificatePem(certificate)] },
    name: TLS_NAME,
    signal,
  });
  if (session.certificate?.sha256 === sha256) return conn;`,
    replace: `    tls: { verify: false },
    name: TLS_NAME,
    signal,
  });
  if (session || sha256) return conn;`,
    tests: TLS,
  },
  {
    name: "every ticket has the same token",
    file: "lib/channel/admit_by_tls.ts",
    find: "crypto.getRandomValues(new Uint8Array(TOKEN_BYTES))",
    replace: "new Uint8Array(TOKEN_BYTES)",
    tests: TLS,
  },
  {
    name: "the port for TLS is never tried",
    file: "lib/channel/enter_by_tls.ts",
    find: "if (port === 0 || !remoteAddr",
    replace: "if (port >= 0 || !remoteAddr",
    tests: TLS,
  },
  {
    name: "a ticket of any length is read",
    file: "lib/channel/enter_by_tls.ts",
    find: "length === 0 || length > MAX_TICKET_BYTES",
    replace: "length < 0",
    tests: TLS,
  },
  {
    name: "a right guess that loses its connection before TLS costs one",
    file: "lib/secure/guesses.ts",
    find: `  confirm(): void {
    this.#left++;
  }`,
    replace: "  confirm(): void {}",
    tests: ["tests/pairing/code_guesses_test.ts"],
  },
  {
    name: "a code is used up by a peer that loses its connection before TLS",
    file: "lib/channel/secure_handshake.ts",
    find: `    clock.stop();
    const duplex`,
    replace: `    options.guesses?.succeed();
    const duplex`,
    tests: ["tests/pairing/code_guesses_test.ts"],
  },
  {
    name: "a number of a certificate's signature may be negative",
    file: "lib/secure/der.ts",
    find: "return minimal[0]! < 0x80 ? tlv(0x02, minimal) : tlv(0x02, new Uint8Array(1), minimal);",
    replace: "return tlv(0x02, minimal);",
    tests: CERTIFICATE,
  },
  {
    name: "a number of a certificate's signature keeps its zeros",
    file: "lib/secure/der.ts",
    find: "const minimal = magnitude.subarray(first);",
    replace: "const minimal = magnitude;",
    tests: CERTIFICATE,
  },
  {
    name: "an IPv4 address mapped into IPv6 takes four bytes in a certificate",
    file: "lib/secure/self_signed.ts",
    find: 'const isMapped = bytes.length === 4 && address.includes(":");',
    replace: "const isMapped = false;",
    tests: CERTIFICATE,
  },
  {
    name: "a certificate with a name outside ASCII",
    file: "lib/secure/self_signed.ts",
    find: "const ascii = /^[ -~]*$/.test(name) ? name : new URL(`https://${name}`).hostname;",
    replace: "const ascii = name;",
    tests: CERTIFICATE,
  },
];
