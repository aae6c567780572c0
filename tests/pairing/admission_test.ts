import { assertEquals, assertRejects } from "@std/assert";
import { RefusedError } from "../../lib/errors.ts";
import { listen } from "../../lib/socket/listen.ts";
import { Admission } from "../../lib/pairing/admission.ts";
import { connectFrom } from "./pairing_context.ts";

const HERE = "127.0.0.1";

Deno.test("evicts the oldest silent connection of a source, with the reason", async () => {
  using listener = listen(`${HERE}:0`);
  const admission = new Admission();
  const stop = new AbortController();
  const code = { channel: 0, secret: new TextEncoder().encode("correct horse battery staple") };
  const signals: AbortSignal[] = [];
  const prove = async () => {
    const connection = (await listener.accept())!;
    await admission.prove(connection, stop.signal, (signal) => {
      signals.push(signal);
      return { role: "send", code };
    });
  };
  const silent = [];
  const proofs: Promise<void>[] = [];
  for (let n = 0; n < 129; n++) {
    silent.push(await connectFrom(HERE, listener.port));
    const proof = prove();
    proof.catch(() => {});
    proofs.push(proof);
  }
  await assertRejects(() => proofs[0]!, RefusedError, "Too many idle connections");
  assertEquals(signals.filter(({ aborted }) => aborted).length, 1);
  stop.abort(new DOMException("over", "AbortError"));
  await Promise.allSettled(proofs);
  silent.forEach((connection) => connection.abort());
});
