/** Events of programs, checked against the schema of docs/json.md. @module */

import { assert, assertEquals } from "@std/assert";
import { join } from "node:path";
import { Random } from "./chaos/random.ts";
import { check, type Schema } from "./json_schema.ts";
import { eventsOf, type Program, start } from "./support/program.ts";
import { until } from "./support/wait.ts";

const page = await Deno.readTextFile(new URL("../docs/json.md", import.meta.url));
/** The schema of docs/json.md. */
export const schema: Schema = JSON.parse(/```json\n(.*?)```/s.exec(page)![1]!);
/** Names of the events that it has. */
export const documented = Object.entries(schema.$defs as Record<string, Schema>)
  .filter(([name]) => JSON.stringify(schema.oneOf).includes(`/${name}"`))
  .map(([, { properties }]) => (properties as { event: { const: string } }).event.const);
/** Names of the events that were judged. */
export const seen = new Set<string>();

/**
 * Waits for a program to end, checks every line against the schema, and that the last one is its end
 * with its exit code; returns the events.
 */
export async function judged(program: Program, code: number): Promise<Record<string, unknown>[]> {
  assertEquals((await program.ended).code, code, program.err);
  const lines = program.out.split("\n");
  assertEquals(lines.pop(), "", "the last line has no end");
  for (const line of lines) {
    const event = JSON.parse(line);
    assertEquals(check(schema, event, schema, true), [], line);
    seen.add(event.event);
  }
  const events = eventsOf(program);
  const { event, exit, peer } = events.at(-1) ?? {};
  assert(event === "done" || event === "error", `ends with ${lines.at(-1)}`);
  assertEquals([exit, peer], [code, undefined]);
  return events;
}

/** A folder with `source/tree` and a destination. */
export async function inFolder(run: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "sluice-json-" });
  try {
    const tree = join(folder, "source/tree");
    await Deno.mkdir(tree, { recursive: true });
    await Deno.mkdir(join(folder, "inbox"));
    const random = new Random(3);
    for (const [name, size] of [["a", 10], ["b", 300_000], ["empty", 0]] as const) {
      await Deno.writeFile(join(tree, name), random.bytes(size));
    }
    await Deno.symlink("a", join(tree, "link"));
    await run(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Flags of transfers. */
export const plain = ["--json", "--plain"];
/** Flags of a listener. */
export const here = ["--listen", "127.0.0.1:0"];
/** A receiver in a folder. */
export const receive = (folder: string, ...more: string[]) =>
  start(["receive", ...plain, "--yes", "--into", "inbox", ...more], { cwd: folder });
/** A sender in a folder. */
export const send = (folder: string, ...more: string[]) =>
  start(["send", ...plain, ...more], { cwd: folder });
/** Events of a name. */
export const named = (events: Record<string, unknown>[], name: string) =>
  events.filter(({ event }) => event === name);

/** The address of a `share` or `drop`, once its event is written. */
export async function urlOf(program: Program): Promise<string> {
  await told(program, '"serving"');
  return JSON.parse(program.out.split("\n", 1)[0]!).urls[0];
}

/** Resolves when a text is in a program's events. */
export function told(program: Program, text: string): Promise<void> {
  return until(() => program.out.includes(text), text);
}
