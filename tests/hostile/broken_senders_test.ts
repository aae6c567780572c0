/** Broken senders against a real receiver over a real socket. @module */

import { assert, assertEquals } from "@std/assert";
import { concat, data, end, entry, fin, frame, greeting } from "../support/scripted_peer.ts";
import { header, sha256, utf8, Wire } from "../support/scripted_peer.ts";
import { assertCode, assertTold, attackReceiver } from "./attack.ts";
import { Box } from "./box.ts";
import { BROKEN_SENDERS } from "./broken_senders.ts";

/** Codes of the connection's end, or of the peer: these are not sent to the peer. */
const SILENT = new Set(["cut", "peer_interrupted"]);

for (const { row, what, bytes, code, end } of BROKEN_SENDERS) {
  Deno.test(`row ${row}: a sender that ${what} ends in ${code}`, async () => {
    using box = new Box();
    const found = await attackReceiver(box, bytes, { end });
    assertCode(found, code);
    if (!SILENT.has(code) && !found.error!.remote) assertTold(found, code);
    box.assertUntouched();
  });
}

Deno.test("row 15: refuses a digest that the receiver does not accept before anything is stored", async () => {
  for (const [digest, name] of [[2, "sha1"], [4, "md5"]] as const) {
    using box = new Box();
    let asked = false;
    const found = await attackReceiver(box, greeting({ digest }), {
      refuseDigests: ["sha1", "md5"],
      accept: () => {
        asked = true;
        return Promise.resolve();
      },
    });
    assertCode(found, "digest_refused", name);
    assertTold(found, "digest_refused", name);
    assert(!asked, "the user was asked about an offer that cannot be taken");
    box.assertUntouched();
  }
});

Deno.test("row 15: rejects a file verified with a weaker digest than offered", async () => {
  using box = new Box();
  const md5 = "900150983cd24fb0d6963f7d28e17f72";
  const found = await attackReceiver(
    box,
    concat(greeting(), entry(), data("abc"), end({ digest: md5 })),
  );
  assertCode(found, "protocol");
  box.assertUntouched();
});

Deno.test("row 13: a huge declared size uses no space on the disk", async () => {
  using box = new Box();
  const begun = Promise.withResolvers<void>();
  let blocks = -1;
  const found = await attackReceiver(box, async (peer) => {
    await peer.write(greeting(), entry({ size: Number.MAX_SAFE_INTEGER }), data("abc"));
    await begun.promise;
    const staging = [...Deno.readDirSync(box.into)].find(({ name }) => name.startsWith("."))!;
    blocks = Deno.lstatSync(`${box.into}/${staging.name}/tree/a`).blocks ?? 0;
  }, { onEvent: ({ type }) => type === "file_started" && begun.resolve() });
  assertCode(found, "cut");
  assert(blocks >= 0 && blocks < 1000, `${blocks} blocks`);
  box.assertUntouched();
});

Deno.test("row 18: accepts data frames of one byte and of the full length", async () => {
  using box = new Box();
  const content = new Uint8Array(2 ** 20).fill(120);
  const whole = concat(utf8("x"), content);
  const found = await attackReceiver(
    box,
    concat(
      greeting(),
      entry({ size: whole.length }),
      data("x"),
      data(content),
      end({ size: whole.length, digest: sha256(whole) }),
      fin({ bytes: whole.length }),
    ),
  );
  assertEquals(found.error, undefined);
  assertEquals(Deno.statSync(`${box.into}/a`).size, whole.length);
});

Deno.test("row 18: accepts a control frame of 64 KiB, and rejects one more byte", async () => {
  for (const [length, code] of [[65536, "unsafe_name"], [65537, "limit"]] as const) {
    using box = new Box();
    const frame = entry({ path: "" });
    const padding = "x".repeat(length - (frame.length - 8));
    const found = await attackReceiver(box, concat(greeting(), entry({ path: padding })));
    assertCode(found, code);
    box.assertUntouched();
  }
});

Deno.test("row 18: ignores what comes after fin", async () => {
  using box = new Box();
  const found = await attackReceiver(
    box,
    concat(
      greeting(),
      entry(),
      data("abc"),
      end(),
      fin(),
      entry({ id: 1, path: "b" }),
      header(99, 2 ** 31),
      frame(Wire.error, { code: "io", message: "too late" }),
    ),
  );
  assertEquals(found.error, undefined);
  assertEquals(box.changes(), ["+ file 644 in/a: abc"]);
});
