import { assert, assertEquals } from "@std/assert";
import { MAX_DROPPED_TEXT_BYTES, MAX_TEXTS } from "../../../lib/limits.ts";
import { TextIntake } from "../../../lib/web/drop/text_answer.ts";
import type { WebEvent } from "../../../lib/web/web_event.ts";

const FORM = "application/x-www-form-urlencoded";
const PLAIN = "text/plain;charset=UTF-8";

/** An intake with a clock of its own. */
function intake() {
  const events: WebEvent[] = [];
  const state = { now: 0, finished: 0 };
  const texts = new TextIntake({
    observer: {
      event: (event) => void events.push(event),
      begin: () => ({ add() {}, end() {} }),
    },
    facts: { machine: "ada", prefix: "/", encrypted: false },
    onFinished: () => void state.finished++,
    now: () => state.now,
  });
  const send = async (
    body: string | Uint8Array<ArrayBuffer>,
    type = PLAIN,
    { peer = "tcp://192.0.2.8:50000", headers = {} as Record<string, string> } = {},
  ) => {
    const all = { "content-type": type, ...headers };
    const request = new Request("http://ada/", { method: "POST", headers: all, body });
    const context = {
      ...{ request, path: "", query: new URLSearchParams(), language: "en" as const },
      ...{ peer, completed: Promise.resolve() },
    };
    const answer = await texts.answer(context);
    return answer && { status: answer.status, text: await answer.text() };
  };
  const shown = () => events.flatMap((event) => event.type === "text" ? [event.text] : []);
  return { send, shown, events, state };
}

Deno.test("takes a text as the body, and as the field of a form", async () => {
  const cases: [string, string, string][] = [
    ["one\r\ntwo\t\x1b[2J\n", PLAIN, "one\r\ntwo\t\x1b[2J\n"],
    ["a&b=c%20+", PLAIN, "a&b=c%20+"],
    ["text=a+b%20c%2B%26%3D%C3%BC", FORM, "a b c+&=ü"],
    ["text=one%0D%0Atwo", `${FORM}; charset=utf-8`, "one\ntwo"],
    ["text=100%&other=x", FORM, "100%"],
    ["text=ü", FORM, "ü"],
  ];
  for (const [body, type, text] of cases) {
    const { send, shown, state } = intake();
    assertEquals((await send(body, type))?.status, 200, body);
    assertEquals(shown(), [text]);
    assertEquals(state.finished, 1);
  }
});

Deno.test("shows nothing of a text that is empty, too long or not UTF-8", async () => {
  const most = "x".repeat(MAX_DROPPED_TEXT_BYTES);
  const cases: [string | Uint8Array<ArrayBuffer>, string, number][] = [
    ["", PLAIN, 400],
    [" \n\t", PLAIN, 400],
    ["text=", FORM, 400],
    [new Uint8Array([97, 255]), PLAIN, 400],
    ["text=%ff", FORM, 400],
    ["text=a%C3", FORM, 400],
    [`${most}x`, PLAIN, 413],
    [`text=${most}x`, FORM, 413],
    [`text=${"%C3%BC".repeat(MAX_DROPPED_TEXT_BYTES)}`, FORM, 413],
  ];
  for (const [body, type, status] of cases) {
    const { send, shown, state, events } = intake();
    const headers = { accept: "text/html" };
    assertEquals((await send(body, type, { headers }))?.status, status, String(body).slice(0, 20));
    assertEquals([shown(), state.finished], [[], 0]);
    assertEquals(events.map(({ type }) => type), ["rejected"]);
  }
  for (const [body, type] of [[most, PLAIN], [`text=${most}`, FORM]] as const) {
    const { send, shown } = intake();
    assertEquals((await send(body, type))?.status, 200);
    assertEquals(shown(), [most]);
  }
});

Deno.test("leaves a body alone that is no text", async () => {
  const { send, events } = intake();
  const boundary = "multipart/form-data; boundary=x";
  assertEquals(await send("--x--", boundary), undefined);
  assertEquals(await send("a file", FORM), undefined);
  assertEquals(await send("text", FORM), undefined);
  assertEquals(await send("x=1&text=a", FORM), undefined);
  assertEquals(await send("{}", "application/json"), undefined);
  assertEquals(await send("a", "text/plainly"), undefined);
  assertEquals(events, []);
});

Deno.test("a client sends only so many texts at once, and others are not kept waiting", async () => {
  const { send, shown, state } = intake();
  for (let i = 0; i < MAX_TEXTS; i++) assertEquals((await send(`${i}`))?.status, 200);
  assertEquals((await send("more", PLAIN, { peer: "tcp://192.0.2.8:50001" }))?.status, 429);
  assertEquals((await send("other", PLAIN, { peer: "tcp://192.0.2.9:50000" }))?.status, 200);
  state.now += 1000;
  assertEquals((await send("later"))?.status, 200);
  assertEquals(shown().length, MAX_TEXTS + 2);
  assert(!shown().includes("more"));
});
