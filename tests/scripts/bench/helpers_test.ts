/** The bench's own programs, in C and in Python. */

import { assert, assertEquals, assertMatch, assertRejects } from "@std/assert";
import { requests } from "../../../scripts/bench/echo_load.ts";
import { buildHelpers, type Helpers } from "../../../scripts/bench/helpers.ts";
import { Processes } from "../../../scripts/bench/processes.ts";
import { findTools } from "../../../scripts/bench/tools.ts";
import { TreeCpu } from "../../../scripts/bench/tree_cpu.ts";
import { temporaryFolder } from "../../support/folder.ts";
import { needing, needs } from "../../support/needs.ts";

/** A loop that takes processor time, in a child of the shell. */
const WORK = ["/bin/sh", "-c", "(i=0; while [ $i -lt 200000 ]; do i=$((i+1)); done); exit 0"];

for (const [kind, tool] of [["C", "cc"], ["Python", "python3"]] as const) {
  const test = (name: string, run: (helpers: Helpers) => Promise<void>) =>
    needs(tool, `${name}: ${kind}`, async () => {
      await using folder = await temporaryFolder();
      const tools = await findTools();
      for (const other of ["cc", "python3"] as const) if (other !== tool) tools.delete(other);
      const helpers = await buildHelpers(folder.path, tools);
      assertEquals(helpers.kind, kind);
      await run(helpers);
    });

  test("a program's cost is reported with that of its children", async ({ measure }) => {
    const processes = new Processes();
    processes.measure = measure;
    const { seconds, cpu, peak } = await processes.start(WORK).ended;
    assert(cpu! > 0 && seconds! > 0, `${cpu} of ${seconds}`);
    assert(peak! > 100_000, String(peak));
    // Waiting takes time, and no processor time.
    const idle = await processes.start(["sleep", "0.2"]).ended;
    assert(idle.seconds! >= 0.2 && idle.cpu! < idle.seconds!, JSON.stringify(idle));
  });

  test("a program that is ended reports its cost as well", async ({ measure }) => {
    const processes = new Processes();
    processes.measure = measure;
    const started = processes.start(["/bin/sh", "-c", "echo ready >&2; exec sleep 600"]);
    await started.says(/ready/);
    const { cpu } = await processes.end(started);
    assert(cpu !== undefined);
    await assertRejects(() => started.ended, Error, ": 143: ready");
  });

  test("a program that fails is an error with its exit code and text", async ({ measure }) => {
    const processes = new Processes();
    processes.measure = measure;
    const started = processes.start(["/bin/sh", "-c", "echo broken >&2; exit 3"]);
    const { message } = await assertRejects(() => started.ended, Error);
    assertMatch(message, /: 3: broken$/);
  });

  test("the client counts answers", async (helpers) => {
    const load = await loadOn(helpers, (bytes) => bytes);
    assertEquals([load.done, load.failed], [1000, 0]);
    assert(load.seconds > 0);
  });

  test("the client counts a wrong answer as failed", async (helpers) => {
    const load = await loadOn(helpers, (bytes) => bytes.with(63, 0));
    assertEquals([load.done, load.failed], [0, 1000]);
  });

  test("the client counts a closed connection as failed", async (helpers) => {
    const load = await loadOn(helpers, () => undefined);
    assertEquals([load.done, load.failed], [0, 1000]);
  });
}

/** Sends a thousand requests over ten connections to a server in this process. */
async function loadOn(
  helpers: Helpers,
  answer: (request: Uint8Array<ArrayBuffer>) => Uint8Array<ArrayBuffer> | undefined,
) {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const serve = async (conn: Deno.Conn) => {
    using _ = conn;
    const buffer = new Uint8Array(64);
    for (let at = 0;;) {
      const count = await conn.read(buffer.subarray(at));
      if (count === null) return;
      if ((at += count) < buffer.length) continue;
      at = 0;
      const reply = answer(buffer);
      if (reply === undefined) return;
      await conn.write(reply);
    }
  };
  const serving = (async () => {
    for (let n = 0; n < 10; n++) serve(await listener.accept()).catch(() => {});
  })();
  const processes = new Processes();
  const load = await requests({ processes, helpers }, listener.addr.port, 10, 1000);
  await serving;
  return load;
}

Deno.test("without a compiler and Python nothing measures", async () => {
  await using folder = await temporaryFolder();
  const helpers = await buildHelpers(folder.path, new Map());
  assertEquals(helpers, { measure: [], echoClient: [], kind: "none" });
});

Deno.test({
  ...needing(
    "a server's CPU time counts its children",
    Deno.build.os !== "linux" && "/proc",
  ),
  async fn() {
    const processes = new Processes();
    const loop = "work() { i=0; while [ $i -lt 400000 ]; do i=$((i+1)); done; }";
    // The first loop is over before the measurement; the second is in a child.
    const script = `${loop}; work; echo ready >&2; read -r _; (work); echo done >&2; read -r _`;
    await using folder = await temporaryFolder();
    const pipe = `${folder.path}/pipe`;
    await new Deno.Command("mkfifo", { args: [pipe] }).output();
    const server = processes.start(["/bin/sh", "-c", script], { lasting: true, input: pipe });
    using go = await Deno.open(pipe, { write: true });
    await server.says(/ready/);
    const cpu = new TreeCpu(server.pid);
    await go.write(new TextEncoder().encode("go\n"));
    await server.says(/done/);
    const tree = await cpu.taken();
    assert(tree! > 0, String(tree));
    await processes.stop();
    assertEquals(await new TreeCpu(server.pid).taken(), undefined);
  },
});
