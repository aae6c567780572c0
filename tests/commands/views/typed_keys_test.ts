import { assertEquals } from "@std/assert";
import { typedKeys } from "../../../commands/views/typed_keys.ts";
import type { Terminal } from "../../../lib/terminal/terminal.ts";
import { until } from "../../support/wait.ts";

/** A terminal on which something is typed, and the modes that were set. */
function typing(...chunks: string[]) {
  const modes: unknown[] = [];
  const terminal = {
    live: true,
    interactive: true,
    stdin: ReadableStream.from(chunks.map((chunk) => new TextEncoder().encode(chunk))),
  } as unknown as Terminal;
  return { terminal, modes, stdin: { setRaw: (...mode: unknown[]) => void modes.push(mode) } };
}

Deno.test("yields single keys, and gives the terminal back once", async () => {
  const { terminal, modes, stdin } = typing("n", "xé", "\x1b[A", "N");
  const keys = typedKeys(terminal, stdin)!;
  assertEquals(modes, [[true, { cbreak: true }]]);
  assertEquals(await Array.fromAsync(keys), ["n", "x", "é", "N"]);
  keys.stop();
  keys.stop();
  assertEquals(modes.slice(1), [[false]]);
});

Deno.test("ends the keys when it is stopped before any", async () => {
  const { terminal, stdin } = typing();
  const silent = new ReadableStream<Uint8Array>();
  const keys = typedKeys({ ...terminal, stdin: silent }, stdin)!;
  const all = Array.fromAsync(keys);
  keys.stop();
  assertEquals(await all, []);
});

Deno.test("sets the mode again after the program was stopped and continued", async () => {
  const { terminal, modes, stdin } = typing("n");
  const keys = typedKeys(terminal, stdin)!;
  Deno.kill(Deno.pid, "SIGCONT");
  await until(() => modes.length === 2, "the mode is set again");
  keys.stop();
  assertEquals(modes, [[true, { cbreak: true }], [true, { cbreak: true }], [false]]);
});

Deno.test("reads no key without a terminal, or where the system has no such mode", () => {
  const { terminal, modes, stdin } = typing("n");
  assertEquals(typedKeys({ ...terminal, interactive: false }, stdin), undefined);
  assertEquals(typedKeys({ ...terminal, live: false }, stdin), undefined);
  assertEquals(modes, []);
  const without = {
    setRaw() {
      throw new Deno.errors.NotSupported("The operation is not supported");
    },
  };
  assertEquals(typedKeys(terminal, without), undefined);
  assertEquals(terminal.stdin.locked, false);
});
