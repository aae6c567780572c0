/** The installer for Linux and macOS: signals, and outputs that are closed. */

import { assertEquals, assertStringIncludes } from "@std/assert";
import { ARCHIVE, inEachShell } from "./in_each_shell.ts";
import { programs } from "./install_programs.ts";
import { executable } from "./served_release.ts";

const SIGNALS = [["SIGHUP", 129], ["SIGINT", 130], ["SIGQUIT", 131], ["SIGTERM", 143]] as const;

/**
 * Whether SIGQUIT is ignored here: a shell starts what it runs in the background so. Its children ignore it
 * as well, and no shell can trap what it was told to ignore.
 */
function ignoresQuit(): boolean {
  try {
    const [, mask] = /^SigIgn:\t([0-9a-f]+)$/m.exec(Deno.readTextFileSync("/proc/self/status"))!;
    return (BigInt(`0x${mask}`) & 0b100n) !== 0n;
  } catch {
    return false;
  }
}

for (const [signal, status] of SIGNALS) {
  const ignore = signal === "SIGQUIT" && ignoresQuit();
  inEachShell(`${signal} ends a download that stalls`, async (release, shell) => {
    const asked = Promise.withResolvers<ReadableStreamDefaultController>();
    release.answers.set(ARCHIVE, () => new Response(new ReadableStream({ start: asked.resolve })));
    const child = release.start(shell, []);
    const connection = await asked.promise;
    child.kill(signal);
    assertEquals((await child.output()).code, status);
    assertEquals(release.listBin(), undefined);
    try {
      connection.close();
    } catch { /* closed by the client */ }
  }, ignore);
}

inEachShell("a second signal does not end the clean-up", async (release, shell) => {
  // The effect of a second Ctrl-C, which is sent to the shell and to its children.
  const rm = 'kill -TERM $PPID $$\nPATH=${PATH#*:} exec rm "$@"';
  const PATH = `${await programs(release, { rm })}:${Deno.env.get("PATH")}`;
  const asked = Promise.withResolvers<ReadableStreamDefaultController>();
  release.answers.set(ARCHIVE, () => new Response(new ReadableStream({ start: asked.resolve })));
  const child = release.start(shell, [], { env: { PATH } });
  const connection = await asked.promise;
  child.kill("SIGTERM");
  try {
    connection.close();
  } catch { /* closed by the client */ }
  assertEquals((await child.output()).code, 143);
  assertEquals(release.listBin(), undefined);
});

inEachShell(
  "an output that the reader closes: 74 and nothing left behind",
  async (release, shell) => {
    const closed = Promise.withResolvers<void>();
    const bytes = await Deno.readFile(release.file("0.2.0", ARCHIVE));
    const body = new ReadableStream({
      async pull(controller) {
        await closed.promise;
        controller.enqueue(bytes);
        controller.close();
      },
    }, { highWaterMark: 0 });
    release.answers.set(ARCHIVE, () => new Response(body));
    const child = release.start(shell, []);
    const reader = child.stdout.getReader();
    await reader.read();
    await reader.cancel();
    closed.resolve();
    const err = await new Response(child.stderr).text();
    assertEquals((await child.status).code, 74, err);
    assertStringIncludes(
      err,
      `cannot write to standard output; sluice 0.2.0 is in ${release.bin}\n`,
    );
    assertEquals(release.listBin(), ["sluice"]);
  },
);

inEachShell(
  "an output that is closed or full: 74 before anything is made",
  async (release, shell) => {
    for (const output of [">&-", ">/dev/full"]) {
      const prefix = ["sh", "-c", `exec "$0" "$@" ${output}`];
      for (const args of [[], ["--help"]]) {
        const { code, err } = await release.install(shell, args, { prefix });
        assertEquals(code, 74, `${output}: ${err}`);
        assertStringIncludes(err, "install: ");
      }
      assertEquals([release.requests, release.listBin()], [[], undefined]);
    }
  },
  Deno.build.os !== "linux",
);

inEachShell("a message that cannot be written keeps its exit code", async (release, shell) => {
  const prefix = ["sh", "-c", 'exec "$0" "$@" 2>&-'];
  assertEquals((await release.install(shell, ["--what"], { prefix })).code, 64);
  assertEquals((await release.install(shell, [], { prefix })).code, 0);
  assertEquals(await release.read(), executable("0.2.0"));
});

inEachShell("an executable that the disk does not take: 74", async (release, shell) => {
  await release.add("0.3.0", executable("0.3.0") + "#".repeat(1 << 20));
  // In blocks of 512 bytes: more than the archive, less than the executable.
  const prefix = ["sh", "-c", 'ulimit -f 128 && exec "$0" "$@"'];
  const { code, err } = await release.install(shell, [], { prefix });
  assertEquals(code, 74, err);
  assertStringIncludes(err, `cannot write in ${release.bin}: full?`);
  assertEquals(release.listBin(), undefined);
});
