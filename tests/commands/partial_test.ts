import { assertEquals } from "@std/assert";
import { temporaryFolder } from "../support/folder.ts";
import { runSluice } from "./run_sluice.ts";

const WRONG: [args: string, message: string][] = [
  ["--list-partial a b", '--list-partial takes one folder; unexpected "b"'],
  ["--discard-partial a b c", '--discard-partial takes one folder; unexpected "b"'],
  ["--discard-partial a --into b", '--discard-partial takes one folder; omit --into or "a"'],
  ["--list-partial --discard-partial a", "--list-partial and --discard-partial exclude each other"],
];

for (const [args, message] of WRONG) {
  Deno.test(`rejects receive ${args}`, async () => {
    await using folder = await temporaryFolder();
    for (const name of ["a", "b"]) await Deno.mkdir(`${folder.path}/${name}`);
    const { code, out, err } = await runSluice(["receive", ...args.split(" ")], {
      cwd: folder.path,
    });
    assertEquals([code, out, err.split("\n")[0]], [64, "", `sluice: ${message}`]);
  });
}

for (const args of ["a", "--into a", ""]) {
  Deno.test(`accepts one folder: receive --discard-partial ${args}`.trimEnd(), async () => {
    await using folder = await temporaryFolder();
    await Deno.mkdir(`${folder.path}/a`);
    const words = args === "" ? [] : args.split(" ");
    const run = await runSluice(["receive", "--discard-partial", ...words], { cwd: folder.path });
    assertEquals(run, { code: 0, out: "", err: "" });
  });
}
