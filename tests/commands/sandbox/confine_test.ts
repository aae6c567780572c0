/**
 * The effect of a link in a folder on the part that may access that folder. Its rights are in
 * rights_test.ts.
 */

import { assert, assertEquals } from "@std/assert";
import { join } from "node:path";
import { permissionsFor } from "../../../commands/sandbox/confine.ts";
import type { FromWorker } from "../../../commands/sandbox/message.ts";
import type { Plan, Rights } from "../../../lib/cli/command.ts";
import { linkFor } from "../../../commands/sandbox/make_links.ts";

async function attempt(
  rights: Rights,
  attempts: Record<string, string>,
): Promise<Record<string, string>> {
  const worker = new Worker(new URL("confine_probe.ts", import.meta.url), {
    type: "module",
    deno: { permissions: permissionsFor(rights) },
  } as WorkerOptions);
  try {
    return await new Promise((resolve, reject) => {
      worker.onmessage = ({ data }) => resolve(data);
      worker.onerror = (event) => reject(new Error(event.message));
      worker.postMessage(attempts);
    });
  } finally {
    worker.terminate();
  }
}

// SECURITY.md states this. If the test fails because the runtime has begun to check link targets,
// the promise can be made again.
Deno.test({
  name: "a link in the permitted folder leads the inside out of it: to read, to write, to create",
  ignore: Deno.build.os === "windows",
  async fn() {
    const root = await Deno.makeTempDir();
    try {
      const [into, outside] = [join(root, "into"), join(root, "outside")];
      await Deno.mkdir(into);
      await Deno.mkdir(outside);
      await Deno.writeTextFile(join(outside, "mine"), "mine");
      await Deno.symlink(outside, join(into, "link"));
      const rights: Rights = { net: true, read: [into], write: [into], sys: [] };
      const results = await attempt(rights, {
        "read through it": join(into, "link", "mine"),
        "write through it": join(into, "link", "mine"),
        "write a new file through it": join(into, "link", "new"),
        "link inside": join(into, "another"),
      });
      assertEquals(results, {
        "read through it": "done",
        "write through it": "done",
        "write a new file through it": "done",
        "link inside": "NotCapable",
      });
    } finally {
      await Deno.remove(root, { recursive: true });
    }
  },
});

Deno.test({
  name: "no link is created for the inside that leads out, replaces a file, or is not planned",
  ignore: Deno.build.os === "windows",
  async fn() {
    const root = await Deno.makeTempDir();
    try {
      const into = join(root, "into");
      await Deno.mkdir(join(into, "d"), { recursive: true });
      await Deno.mkdir(join(root, "outside"));
      await Deno.writeTextFile(join(into, "d", "mine"), "mine");
      await Deno.symlink(join(root, "outside"), join(into, "out"));
      const ask = (
        path: unknown,
        target: unknown,
        more = {},
        allowed: Plan<unknown>["links"] = { into, policies: ["refuse"] },
      ) =>
        linkFor(
          allowed,
          { type: "link", path, target, policy: "refuse", ...more } as FromWorker & {
            type: "link";
          },
        ).type;
      for (
        const [path, target] of [
          ["d/l", "/etc"],
          ["d/l", "../../outside"],
          ["d/l", "mine/../x"],
          ["l", "out/x"],
          ["../outside/l", "x"],
          ["/etc/l", "x"],
          ["out/l", "x"],
          ["no/l", "x"],
          [["d/l"], "x"],
          ["d/l", ["/etc"]],
          [undefined, undefined],
        ]
      ) {
        assertEquals(ask(path, target), "not linked", `${path} -> ${target}`);
      }
      // The policy is the user's; that of the request counts only if it may be an answer of the
      // user.
      assertEquals(ask("d/mine", "x", { policy: "overwrite" }), "not linked");
      assertEquals(await Deno.readTextFile(join(into, "d", "mine")), "mine");
      const none = linkFor(undefined, {
        type: "link",
        path: "d/l",
        target: "mine",
        policy: "refuse",
      });
      assertEquals(none.type, "not linked");
      assertEquals(ask("d/l", "mine"), "linked");
      assertEquals(await Deno.readLink(join(into, "d", "l")), "mine");
      assert((await Array.fromAsync(Deno.readDir(join(root, "outside")))).length === 0);
    } finally {
      await Deno.remove(root, { recursive: true });
    }
  },
});

// As above: SECURITY.md states this remaining risk of `receive`.
Deno.test({
  name: "a link created for the inside leads it out once it has moved the link up",
  ignore: Deno.build.os === "windows",
  async fn() {
    const root = await Deno.makeTempDir();
    try {
      const into = join(root, "into");
      await Deno.mkdir(join(into, "a", "b"), { recursive: true });
      await Deno.mkdir(join(into, "a", "outside"));
      await Deno.mkdir(join(root, "outside"));
      await Deno.writeTextFile(join(root, "outside", "mine"), "mine");
      const link = { type: "link", path: "a/b/l", target: "../outside", policy: "refuse" } as const;
      assertEquals(linkFor({ into, policies: ["refuse"] }, link).type, "linked");
      const rights: Rights = { net: true, read: [into], write: [into], sys: [] };
      const results = await attempt(rights, {
        "rename it": `${join(into, "a", "b", "l")}\n${join(into, "l")}`,
        "read through it": join(into, "l", "mine"),
      });
      assertEquals(results, { "rename it": "done", "read through it": "done" });
    } finally {
      await Deno.remove(root, { recursive: true });
    }
  },
});
