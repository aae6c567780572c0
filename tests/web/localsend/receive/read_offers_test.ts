import { assertEquals, assertRejects } from "@std/assert";
import { ConnectionError } from "../../../../lib/errors.ts";
import { MAX_READ_OFFERS } from "../../../../lib/limits.ts";
import { ReadOffers } from "../../../../lib/web/localsend/receive/read_offers.ts";

const URL = "http://192.0.2.1/";

/** A request whose body never ends. */
function stalled(): Request {
  const body = new ReadableStream<Uint8Array>({
    start: (controller) => controller.enqueue(new Uint8Array([0x7b])),
  });
  return new Request(URL, { method: "POST", body });
}

const whole = () => new Request(URL, { method: "POST", body: "{}" });

Deno.test("senders that stall keep no other out", async () => {
  const offers = new ReadOffers();
  const stalledOnes = Array.from(
    { length: MAX_READ_OFFERS },
    (_, i) => offers.read(stalled(), `192.0.2.${i}`),
  );
  const first = assertRejects(() => stalledOnes[0]!, ConnectionError, "took too long");
  assertEquals((await offers.read(whole(), "198.51.100.1")).length, 2);
  await first;
  const others = stalledOnes.slice(1).map((each, i) => {
    const ended = assertRejects(() => each, ConnectionError);
    void offers.read(stalled(), `192.0.2.${i + 1}`).catch(() => {});
    return ended;
  });
  await Promise.all(others);
  const last = Array.from({ length: MAX_READ_OFFERS }, (_, i) => offers.read(whole(), `${i}`));
  await Promise.all(last);
});

Deno.test("a second list of one source ends the first", async () => {
  const offers = new ReadOffers();
  const first = assertRejects(() => offers.read(stalled(), "192.0.2.1"), ConnectionError);
  assertEquals((await offers.read(whole(), "192.0.2.1")).length, 2);
  await first;
});

Deno.test("a list that takes too long is given up", async () => {
  const offers = new ReadOffers(20);
  await assertRejects(
    () => offers.read(stalled(), "192.0.2.1"),
    ConnectionError,
    "took too long",
  );
});
