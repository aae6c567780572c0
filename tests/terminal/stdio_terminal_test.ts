import { assert, assertEquals, assertFalse, assertRejects } from "@std/assert";
import { OutputClosed } from "../../lib/terminal/output_closed.ts";
import { StdioTerminal, type StdioTerminalOptions } from "../../lib/terminal/stdio_terminal.ts";
import { styleOf } from "../../lib/terminal/style.ts";
import { LocalError } from "../../lib/errors.ts";
import { FakeStreams, type FakeStreamsOptions } from "./fake_streams.ts";
import { turn, until } from "../support/wait.ts";

/** Resolves when a question is on the screen. */
const shown = (streams: FakeStreams, question: string) =>
  until(() => streams.err.includes(question), question);

const never = new AbortController().signal;

Deno.test("writes results to stdout and notes to stderr, whole in spite of short writes", async () => {
  const streams = new FakeStreams({ shortWrites: 2, terminal: false });
  const terminal = new StdioTerminal(streams);
  await terminal.print("results\n");
  terminal.note("a note");
  assertEquals([streams.out, streams.err], ["results\n", "a note\n"]);
});

Deno.test("prints in the order of the calls", async () => {
  const streams = new FakeStreams({ shortWrites: 1 });
  const terminal = new StdioTerminal(streams);
  await Promise.all([terminal.print("abc"), terminal.print("def"), terminal.print("")]);
  assertEquals(streams.out, "abcdef");
});

Deno.test("hides notes and progress with quiet, but not warnings", () => {
  const streams = new FakeStreams();
  const terminal = new StdioTerminal(streams, { quiet: true });
  terminal.note("note");
  terminal.draw(["progress"]);
  terminal.warn("warning");
  assertEquals(streams.err, "warning\n");
});

Deno.test("redraws progress in place below notes, and erases it", () => {
  const streams = new FakeStreams();
  const terminal = new StdioTerminal(streams);
  terminal.draw([]);
  terminal.draw(["1"]);
  terminal.draw(["2", "3"]);
  terminal.note("note");
  terminal.draw([]);
  assertEquals(
    streams.err,
    "1" + "\r\x1b[J2\n3" + "\r\x1b[1A\x1b[Jnote\n2\n3" + "\r\x1b[1A\x1b[J",
  );
});

Deno.test("erases progress while results are written to the same terminal", async () => {
  const streams = new FakeStreams();
  const terminal = new StdioTerminal(streams);
  terminal.draw(["p"]);
  await terminal.print("result\n");
  assertEquals([streams.out, streams.err], ["result\n", "p\r\x1b[Jp"]);
});

Deno.test("draws no progress over a question", async () => {
  const streams = new FakeStreams();
  const terminal = new StdioTerminal(streams);
  const answer = terminal.ask("sure? ", never);
  terminal.draw(["progress"]);
  await shown(streams, "sure? ");
  terminal.draw(["progress"]);
  streams.type("y\n");
  assertEquals([await answer, streams.err], ["y", "sure? "]);
  terminal.draw(["progress"]);
  assertEquals(streams.err, "sure? progress");
});

Deno.test("redraws nothing without a terminal, with --json, or with a fixed cursor", () => {
  assert(new StdioTerminal(new FakeStreams()).live);
  assert(new StdioTerminal(new FakeStreams({ stdoutIsTerminal: false })).live);
  assertFalse(new StdioTerminal(new FakeStreams({ terminal: false })).live);
  for (const option of ["quiet", "json", "dumb"]) {
    const streams = new FakeStreams();
    const terminal = new StdioTerminal(streams, { [option]: true });
    assertFalse(terminal.live);
    terminal.draw(["p"]);
    assertEquals(streams.err, "");
  }
});

Deno.test("uses colour on terminals only, unless it is turned off", () => {
  assert(new StdioTerminal(new FakeStreams()).color);
  assertFalse(new StdioTerminal(new FakeStreams(), { noColor: true }).color);
  assertFalse(new StdioTerminal(new FakeStreams(), { dumb: true }).color);
  assertFalse(new StdioTerminal(new FakeStreams(), { quiet: true }).color);
  assertFalse(new StdioTerminal(new FakeStreams({ terminal: false })).color);
});

Deno.test("styles each stream on its own, if it is a terminal and colour is not turned off", () => {
  const styled = (options: FakeStreamsOptions, flags: StdioTerminalOptions = {}) => {
    const { style, outStyle } = new StdioTerminal(new FakeStreams(options), flags);
    return [style, outStyle].map((each) => each === styleOf(true));
  };
  assertEquals(styled({}), [true, true]);
  assertEquals(styled({ terminal: false }), [false, false]);
  assertEquals(styled({ stdoutIsTerminal: false }), [true, false]);
  assertEquals(styled({ terminal: false, stdoutIsTerminal: true }), [false, true]);
  assertEquals(styled({}, { json: true }), [true, false]);
  for (const flag of ["noColor", "dumb", "quiet"] as const) {
    assertEquals(styled({}, { [flag]: true }), [false, false]);
  }
});

Deno.test("reports the terminal's columns, or 80 without a terminal", () => {
  assertEquals(new StdioTerminal(new FakeStreams()).columns, 100);
  assertEquals(new StdioTerminal(new FakeStreams({ terminal: false })).columns, 80);
});

Deno.test("writes events with --json only", async () => {
  const streams = new FakeStreams();
  await new StdioTerminal(streams).event({ event: "x" });
  assertEquals(streams.out, "");
  await new StdioTerminal(streams, { json: true }).event({ event: "x", name: "a\nb" });
  assertEquals(streams.out, '{"event":"x","name":"a\\nb"}\n');
});

Deno.test("ends the events with done, unless done or error of the whole program was the last", async () => {
  const lastOf = async (...names: { event: string; peer?: string }[]) => {
    const streams = new FakeStreams({ terminal: false });
    const terminal = new StdioTerminal(streams, { json: true });
    for (const each of names) await terminal.event(each);
    await terminal.end(1);
    return streams.out.split("\n").slice(0, -1).map((line) => JSON.parse(line));
  };
  const end = { event: "done", exit: 1 };
  assertEquals(await lastOf(), [end]);
  for (const event of ["done", "error"]) {
    assertEquals(await lastOf({ event }), [{ event }]);
    assertEquals(await lastOf({ event, peer: "a" }), [{ event, peer: "a" }, end]);
    assertEquals(await lastOf({ event }, { event: "log" }), [{ event }, { event: "log" }, end]);
  }
  const streams = new FakeStreams();
  await new StdioTerminal(streams).end(0);
  assertEquals(streams.out, "");
});

Deno.test("distinguishes a closed reader from a full disk", async () => {
  const failing = (error: Error) =>
    new StdioTerminal(new FakeStreams({ stdoutError: () => error })).print("x");
  await assertRejects(() => failing(new Deno.errors.BrokenPipe("EPIPE")), OutputClosed);
  const full = Object.assign(new Error("No space left"), { code: "ENOSPC" });
  const error = await assertRejects(
    () => failing(full),
    LocalError,
    "Cannot write to standard output",
  );
  assertEquals(error.code, "no_space");
  assertEquals((await assertRejects(() => failing(new Error("?")), LocalError)).code, "io");
});

Deno.test("waits for a full non-blocking pipe", async () => {
  let left = 5;
  const busy = () => left-- > 0 ? new Deno.errors.WouldBlock("EAGAIN") : undefined;
  const streams = new FakeStreams({ stdoutError: busy, stderrError: busy });
  const terminal = new StdioTerminal(streams);
  await terminal.print("x");
  left = 5;
  terminal.warn("y");
  assertEquals([streams.out, streams.err], ["x", "y\n"]);
});

Deno.test("ignores a closed stderr", () => {
  const broken = () => new Deno.errors.BrokenPipe("EPIPE");
  new StdioTerminal(new FakeStreams({ stderrError: broken })).warn("x");
});

Deno.test("resolves a question to the line typed", async () => {
  const streams = new FakeStreams({ stdoutIsTerminal: false });
  const terminal = new StdioTerminal(streams);
  terminal.draw(["p"]);
  const answer = terminal.ask("sure? ", never);
  await shown(streams, "sure? ");
  streams.type("y");
  streams.type("es\r\n");
  assertEquals(await answer, "yes");
  assertEquals(streams.err, "p\r\x1b[Jsure? ");
  assertEquals(streams.out, "");
});

Deno.test("resolves a question to undefined without a terminal and at its end", async () => {
  assertEquals(
    await new StdioTerminal(new FakeStreams({ terminal: false })).ask("?", never),
    undefined,
  );
  const streams = new FakeStreams();
  streams.end();
  assertEquals(await new StdioTerminal(streams).ask("?", never), undefined);
});

Deno.test("discards what was typed before a question is shown", async () => {
  const streams = new FakeStreams();
  const terminal = new StdioTerminal(streams);
  streams.type("y\ny\n");
  await turn();
  streams.type("y\n");
  const answer = terminal.ask("sure? ", never);
  streams.type("y\n");
  await shown(streams, "sure? ");
  streams.type("no\n");
  assertEquals(await answer, "no");
});

Deno.test("discards a late answer to a withdrawn question", async () => {
  const streams = new FakeStreams();
  const terminal = new StdioTerminal(streams);
  const controller = new AbortController();
  const first = terminal.ask("first? ", controller.signal);
  await shown(streams, "first? ");
  controller.abort(new Error("gone"));
  await assertRejects(() => first, Error, "gone");
  await assertRejects(() => terminal.ask("again? ", controller.signal), Error, "gone");
  streams.type("y\n");
  await turn();
  const second = terminal.ask("second? ", never);
  await shown(streams, "second? ");
  streams.type("n\n");
  assertEquals(await second, "n");
  assertEquals(streams.err, "first? \nsecond? ");
});

Deno.test("treats unreadable standard input as empty, and reports other errors", async () => {
  const cases = [["EBADF", undefined], ["EISDIR", "it is a folder"], [
    "EIO",
    "the system reports EIO",
  ]];
  for (const [code, reason] of cases) {
    const streams = new FakeStreams();
    const error = Object.assign(new Error("a fault"), { code });
    Object.assign(streams.stdin, {
      readable: new ReadableStream({ pull: () => Promise.reject(error) }),
    });
    const read = new Response(
      new StdioTerminal(streams).stdin as ReadableStream<Uint8Array<ArrayBuffer>>,
    ).text();
    if (reason === undefined) assertEquals(await read, "");
    else await assertRejects(() => read, LocalError, `Cannot read standard input: ${reason}`);
  }
});

Deno.test("messages wait for the answer to an open question, and a flood of them is counted", async () => {
  const streams = new FakeStreams();
  const terminal = new StdioTerminal(streams);
  const answer = terminal.ask("sure? ", never);
  await shown(streams, "sure? ");
  terminal.warn("Receive another file? [y/N]");
  for (let n = 1; n < 60; n++) terminal.note(`message ${n}`);
  assertEquals(streams.err, "sure? ");
  streams.type("n\n");
  assertEquals(await answer, "n");
  const lines = streams.err.split("\n");
  assertEquals(lines[0], "sure? Receive another file? [y/N]");
  assertEquals([lines.at(-3), lines.at(-2)], ["message 49", "… and 10 more messages"]);
});

Deno.test("turns to single keys to discard what was typed before, also on a dumb terminal", async () => {
  const streams = new FakeStreams();
  const modes: boolean[] = [];
  streams.stdin.setRaw = (mode) => void modes.push(mode);
  const answer = new StdioTerminal(streams, { dumb: true }).ask("sure? ", never);
  await shown(streams, "sure? ");
  streams.type("y\n");
  assertEquals(await answer, "y");
  assertEquals(modes, [true, false]);
});
