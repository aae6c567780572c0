import { assert, assertEquals, assertMatch } from "@std/assert";
import { chat } from "../../lib/services/chat.ts";
import type { ServesConnections } from "../../lib/services/service.ts";
import { LineDecoder } from "../../lib/line/line_decoder.ts";
import type { Duplex } from "../../lib/socket/duplex.ts";
import { memoryPair } from "../../lib/socket/memory_pair.ts";

/** A client of a chat in memory, with the lines it has received. */
class Person {
  readonly #conn: Duplex;
  readonly #writer: WritableStreamDefaultWriter<Uint8Array>;
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;
  readonly #decoder = new LineDecoder();
  readonly #lines: string[] = [];
  /** Resolves when the service has ended. */
  readonly served: Promise<void>;

  constructor({ connection }: ServesConnections, signal = new AbortController().signal) {
    const [here, there] = memoryPair();
    this.#conn = here;
    this.#writer = here.writable.getWriter();
    this.#reader = here.readable.getReader();
    this.served = connection(there, { signal, log: () => {} }).then(() => there.closeWrite());
    this.served.catch(() => {/* awaited where it matters */});
  }

  async say(text: string): Promise<void> {
    await this.#writer.write(new TextEncoder().encode(text));
  }

  /** The next line; undefined at the end. */
  async hears(): Promise<string | undefined> {
    while (this.#lines.length === 0) {
      const { done, value } = await this.#reader.read();
      if (done) return this.#decoder.rest() || undefined;
      this.#lines.push(...this.#decoder.push(value));
    }
    return this.#lines.shift();
  }

  async hearsAll(): Promise<string[]> {
    const lines = [];
    for (let line; (line = await this.hears()) !== undefined;) lines.push(line);
    return lines;
  }

  leave(): Promise<void> {
    return this.#conn.closeWrite();
  }
}

/** Three clients that have received the announcements of each other. */
async function three(service = chat.start()): Promise<[Person, Person, Person]> {
  const people: Person[] = [];
  for (let n = 1; n <= 3; n++) {
    const person = new Person(service);
    assertMatch((await person.hears())!, new RegExp(`^\\* you are guest${n};`));
    assertMatch((await person.hears())!, /^\* here: /);
    for (const other of people) assertEquals(await other.hears(), `* guest${n} has joined`);
    people.push(person);
  }
  return people as [Person, Person, Person];
}

Deno.test("passes a line to all others once, with its sender's name", async () => {
  const [one, two, three_] = await three();
  await one.say("hello\n");
  assertEquals([await two.hears(), await three_.hears()], ["[guest1] hello", "[guest1] hello"]);
  await two.say("hi\r\n");
  assertEquals([await one.hears(), await three_.hears()], ["[guest2] hi", "[guest2] hi"]);
});

Deno.test("joins pieces of a line, and splits lines that arrive together", async () => {
  const [one, two] = await three();
  await one.say("par");
  await one.say("tial\nsecond\nthi");
  await one.say("rd\n");
  for (const line of ["partial", "second", "third"]) {
    assertEquals(await two.hears(), `[guest1] ${line}`);
  }
});

Deno.test("prevents a member from impersonating another or the room", async () => {
  const [one, two] = await three();
  await one.say("x\r[guest3] y\n* guest3 has left\n\x1b[2J\u202eexit\n[server] z\n");
  const heard = [];
  for (let n = 0; n < 4; n++) heard.push(await two.hears());
  assertEquals(heard, [
    "[guest1] x[guest3] y",
    "[guest1] * guest3 has left",
    "[guest1] [2Jexit",
    "[guest1] [server] z",
  ]);
  for (
    const name of [
      "server",
      "SERVER",
      "exit",
      "guest3",
      "ｇｕｅｓｔ３",
      "a b",
      "",
      "[x]",
      "a".repeat(21),
    ]
  ) {
    await one.say(`/nick ${name}\n`);
    assertMatch((await one.hears())!, /is taken|a name is/, name);
  }
});

Deno.test("handles /nick, /who, /me and unknown commands", async () => {
  const [one, two] = await three();
  await one.say("/nick Zoë\n/who\n/me waves\n/dance\n");
  assertEquals(await one.hears(), "* guest1 is now Zoë");
  assertEquals(await one.hears(), "* here: Zoë, guest2, guest3");
  assertMatch((await one.hears())!, /^\* no command \/dance/);
  assertEquals(await two.hears(), "* guest1 is now Zoë");
  assertEquals(await two.hears(), "* [Zoë] waves");
  await two.say("/nick zoË\n");
  assertEquals(await two.hears(), "* zoË is taken, or looks like one that is");
});

Deno.test("announces once that a member leaves by exit, /quit or the end of its stream", async () => {
  const [one, two, three_] = await three();
  await one.say("exit\n");
  await one.served;
  assertEquals(await one.hearsAll(), []);
  assertEquals(await two.hears(), "* guest1 has left");
  await three_.say("last words");
  await three_.leave();
  assertEquals(await two.hears(), "[guest3] last words");
  assertEquals(await two.hears(), "* guest3 has left");
  await two.say("/quit\n");
  await two.served;
});

Deno.test("closes a client that does not read, without a delay for others", async () => {
  const service = chat.start();
  const [one, two] = await three(service);
  // The third never reads again; its queue takes 1 MiB.
  const line = "x".repeat(8000);
  const speaking = (async () => {
    for (let n = 0; n < 160; n++) await one.say(`${line}\n`);
  })();
  let heard = 0;
  for (let next; (next = await two.hears()) !== "* guest3 has left";) {
    assert(next!.startsWith("[guest1] xxx"));
    heard++;
  }
  assert(heard < 160);
  void speaking.catch(() => {});
  await one.leave();
});

Deno.test("rejects a line over the limit with a message, and slows down a flood", async () => {
  const [one, two] = await three();
  await one.say("x".repeat(20_000));
  assertEquals(await one.hearsAll(), ["* your line is too long"]);
  assertEquals(await two.hears(), "* guest1 has left");
  const [quick, other] = await three();
  const started = performance.now();
  await quick.say("y\n".repeat(30));
  for (let n = 0; n < 30; n++) assertEquals(await other.hears(), "[guest1] y");
  // Ten lines above the burst, one each 50 ms; a timer may fire a little early.
  assert(performance.now() - started > 400);
});

Deno.test("lets the operator send, read and close the room with exit", async () => {
  const shown: string[] = [];
  let type!: (line: string) => void;
  const typed = new ReadableStream<string>({
    start: (controller) => void (type = (line) => controller.enqueue(line)),
  });
  const service = chat.start({ console: { lines: typed, show: (line) => void shown.push(line) } });
  const one = new Person(service);
  await one.hears();
  assertEquals(await one.hears(), "* here: server, guest1");
  await one.say("good morning\n");
  type("welcome");
  assertEquals(await one.hears(), "[server] welcome");
  type("exit");
  assertEquals(await one.hearsAll(), ["exit"]);
  await service.ended;
  await one.served;
  assertEquals(shown, ["* guest1 has joined", "[guest1] good morning", "* guest1 has left"]);
});

Deno.test("announces the end of the program", async () => {
  const service = chat.start();
  const stop = new AbortController();
  const one = new Person(service, stop.signal);
  await one.hears();
  await one.hears();
  stop.abort();
  assertEquals(await one.hearsAll(), ["exit"]);
});
