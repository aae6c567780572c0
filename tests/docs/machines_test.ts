/** The pages' commands are run strictly: what does not happen as printed is noticed. */

import { assertRejects } from "@std/assert";
import { noMachines, typeBlock } from "./machines.ts";
import { printedBlocks } from "./printed.ts";

const reason = await noMachines();

/** Types the lines of a block, and checks that this fails for a reason. */
function rejects(name: string, why: string, ...lines: string[]): void {
  Deno.test({
    name,
    ignore: reason !== undefined,
    sanitizeResources: false,
    sanitizeOps: false,
    async fn() {
      const [block] = printedBlocks(["```console", ...lines, "```", ""].join("\n"));
      const { cause } = await assertRejects(() => typeBlock(block!), Error, "as printed");
      await assertRejects(() => Promise.reject(cause), Error, why);
    },
  });
}

rejects(
  "a command that fails is noticed",
  "sluice receive --from HOST --plain",
  "bob$ sluice receive --from HOST --plain --retry 0",
);

rejects(
  "output that the program does not show is noticed",
  "HALLO",
  "ada$ sluice serve echo",
  "ada$ sluice echo 127.0.0.1 hello",
  "HALLO",
);

rejects(
  "the warning of a secret that other users may read is noticed",
  "causes a warning",
  "bob$ (umask 022; head -c 24 /dev/urandom | base64 > key)",
  "bob$ cp -p key ../ada/",
  "bob$ sluice receive --listen :7584 --secret-file key --yes --once",
  "ada$ sluice send notes.txt --to HOST --secret-file key",
);
