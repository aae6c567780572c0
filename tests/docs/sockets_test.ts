/** Tests docs/sockets.md: each piece of code runs with its permissions, and with none less. */

import { assert, assertEquals, assertMatch } from "@std/assert";
import { childEnvironment, configInForce } from "../../scripts/closed_network.ts";
import { run } from "../commands/run_sluice.ts";

const root = new URL("../../", import.meta.url);
const page = await Deno.readTextFile(new URL("docs/sockets.md", root));
const config = await configInForce();

/** The permissions and the code of each piece, by its heading. */
const pieces = Array.from(
  page.matchAll(
    /^## ([^\n]*)\n(?:(?!^## ).)*?```sh\ndeno run ?([^\n]*?) ?(\w+\.ts)\n```\n\n```ts\n(.*?)```/gms,
  ),
  ([, heading, flags, file, code]) => ({
    heading: heading!,
    flags: flags!.split(" ").filter(Boolean),
    file: file!,
    code: code!,
  }),
);

async function runPiece(cwd: string, file: string, flags: readonly string[]) {
  const args = ["run", "--quiet", "--no-check", "--no-prompt", `--config=${config}`];
  return await run(Deno.execPath(), {
    args: [...args, ...flags, file],
    cwd,
    env: { ...childEnvironment(), NO_COLOR: "1" },
  });
}

Deno.test("every piece of code on the page has its line of permissions", () => {
  assertEquals(pieces.length, page.match(/^```ts$/gm)!.length);
  assert(pieces.length >= 12);
});

for (const { heading, flags, file, code } of pieces) {
  const needsUnix = /unix:|uname/.test(code);
  Deno.test({
    name: `${heading}: runs with its permissions, and not without one of them`,
    ignore: needsUnix && Deno.build.os === "windows",
    async fn() {
      const folder = await Deno.makeTempDir();
      const path = `${folder}/${file}`;
      try {
        // Not where a concurrent run has its socket.
        const here = (text: string) => text.replaceAll("/tmp/", `${folder}/`);
        const needed = flags.map(here);
        await Deno.writeTextFile(path, here(code));
        for (const name of ["deno.json", "README.md"]) {
          await Deno.copyFile(new URL(name, root), `${folder}/${name}`);
        }
        const whole = await runPiece(folder, path, needed);
        assertEquals([whole.code, whole.err], [0, ""]);
        for (const flag of needed) {
          const less = await runPiece(folder, path, needed.filter((each) => each !== flag));
          assert(less.code !== 0, `${flag} is not needed`);
          assertMatch(less.err, /NotCapable|AssertionError|permission/i, flag);
        }
      } finally {
        await Deno.remove(folder, { recursive: true });
      }
    },
  });

  Deno.test(`${heading}: the exercise is short`, () => {
    const lines = code.split("\n").filter((line) => line.trim() !== "" && !/^import /.test(line));
    assert(lines.length < 10, `${lines.length} lines`);
  });
}

Deno.test("the table lists the exports of the library", async () => {
  const library = await import("../../lib/mod.ts");
  const [, table = ""] = page.split("\n## Python's socket object, method by method\n");
  const wanted =
    "bind listen accept connect connect_ex recv recvfrom send sendall sendto sendfile settimeout setblocking getpeername getsockname getsockopt setsockopt shutdown close fileno detach makefile create_connection getaddrinfo gethostbyname getfqdn getservbyname socketpair";
  for (const method of wanted.split(" ")) {
    assertMatch(table, new RegExp(`^\\|[^|]*\`${method}\\b`, "m"));
  }
  const answers = table.matchAll(/^\|[^|]*\|([^|]*)\|/gm).map(([, answer]) => answer!).toArray();
  const names = answers.flatMap((answer) => [...answer.matchAll(/`(\w+)\(/g)]);
  assert(names.length >= 12);
  for (const [, name] of names) assert(name! in library, name);
});
