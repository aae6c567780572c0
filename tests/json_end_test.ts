import { assert, assertEquals } from "@std/assert";
import { loadCommands } from "../commands/all.ts";
import { services } from "../lib/services/all.ts";
import { Bench, ENDS, KINDS } from "./json_ends.ts";
import { here, inFolder, judged } from "./json_events.ts";
import { linux } from "./remote/exec_server.ts";
import type { Program } from "./support/program.ts";
import { eventsOf } from "./support/program.ts";
import { until } from "./support/wait.ts";

const commands = (await loadCommands()).filter(({ common }) => common.includes("json"));

/** The last event of a program that has ended; its exit code is that of the program. */
async function lastOf(program: Program): Promise<Record<string, unknown>> {
  const { code } = await program.ended;
  const events = eventsOf(program);
  assertEquals(program.out.split("\n").length - 1, events.length, program.out);
  const last = events.at(-1);
  assert(last !== undefined, program.err);
  assertEquals(last.exit, code, program.out + program.err);
  return last;
}

Deno.test("the ends of every command with --json are tested", () => {
  assertEquals(Object.keys(ENDS).sort(), commands.map(({ name }) => name).sort());
  const withoutTimeout = commands.filter(({ common }) => !common.includes("timeout"));
  for (const { name } of withoutTimeout) assertEquals(typeof ENDS[name]!.timeout, "string");
});

for (const { name } of commands) {
  for (const kind of KINDS) {
    const bring = ENDS[name]![kind];
    const why = typeof bring === "string" ? ` (ignored: ${bring})` : "";
    Deno.test({
      name: `the last event of ${name} is its end: ${kind}${why}`,
      ignore: why !== "",
      fn: () =>
        inFolder(async (folder) => {
          await using bench = new Bench(folder);
          const program = await (bring as Exclude<typeof bring, string>)(bench);
          if (kind === "interrupted") program.kill("SIGINT");
          const { event, code, exit } = await lastOf(program);
          if (kind === "success") assertEquals([event, exit], ["done", 0]);
          else if (kind === "failure") {
            assert(exit !== 0 && (event === "done" || event === "error"));
          } else assertEquals([event, code], ["error", kind]);
        }),
    });
  }
}

Deno.test("the last event of every service is its end", async () => {
  await inFolder(async (folder) => {
    await using bench = new Bench(folder);
    const running = services.map(({ name, options }) =>
      bench.run("serve", name, ...options.includes("folder") ? ["source/tree"] : [], ...here)
    );
    const programs = [...await Promise.all(running), ...linux ? [bench.commands()] : []];
    for (const program of programs) {
      await until(() => program.out.includes('"listening"'), "listening");
      program.kill("SIGTERM");
      assertEquals(await lastOf(program).then(({ event, exit }) => [event, exit]), ["error", 143]);
    }
  });
});

Deno.test("done with a peer is not the end of a program with many peers", async () => {
  await inFolder(async (folder) => {
    await using bench = new Bench(folder);
    const sender = await bench.run("send", "--plain", "--keep", ...here, "source/tree");
    const from = ["--from", `127.0.0.1:${await sender.port()}`];
    await judged(await bench.run("receive", "--plain", "--yes", "--into", "inbox", ...from), 0);
    await until(() => sender.out.includes('"done"'), "done");
    sender.kill("SIGINT");
    const events = await judged(sender, 130);
    assertEquals(events.filter(({ event }) => event === "done").map(({ peer }) => typeof peer), [
      "string",
    ]);
  });
});
