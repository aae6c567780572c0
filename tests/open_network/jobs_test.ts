import { assert, assertEquals, assertMatch } from "@std/assert";
import { join } from "node:path";
import { CONTRACTS, copyOfProject, share, transfer } from "./project_copy.ts";

const isLinux = Deno.build.os === "linux";

Deno.test({
  name: isLinux
    ? "from source with @std from a registry, the program does its jobs"
    : "from source with @std from a registry, the program does its jobs (ignored: needs Linux)",
  ignore: !isLinux,
  timeout: 300_000,
  async fn(t) {
    await using project = await copyOfProject();
    const { registry, start, run, root, aside } = project;

    const lockInGit = await Deno.readTextFile(join(root, "deno.lock"));

    await t.step("the demo", async () => {
      const { code, out, err } = await run("deno", "task", "demo");
      assertEquals(code, 0, out + err);
      assertMatch(out, /compared byte by byte: they are the same/);
      assert(registry.requests.includes("/@std/cli/meta.json"), "@std came from the registry");
    });

    await t.step("a transfer by code", async () => void await transfer(project, "received"));

    await t.step("serve exec, and exec", async () => {
      const asRoot = Deno.uid() === 0 ? ["--as-root"] : [];
      await using server = start(
        "scripts/sluice-run",
        ...["serve", "exec", "--allow", "uname", "--insecure-loopback", "--listen"],
        ...["127.0.0.1:0", ...asRoot],
      );
      const [, address] = await server.waitFor(/Listening on tcp:\/\/(\S+)/);
      const words = ["exec", address!, "--insecure-loopback", "--", "uname"];
      const { code, out, err } = await run("scripts/sluice", ...words);
      assertEquals([code, out], [0, "Linux\n"], err);
    });

    await t.step("share", () => share(project));

    await t.step("a service that reads a folder, and its client", async () => {
      const words = ["serve", "files", join(root, "lib"), "--listen", "127.0.0.1:0"];
      await using server = start("scripts/sluice", ...words);
      const [, address] = await server.waitFor(/Listening on tcp:\/\/(\S+)/);
      const { code, err } = await run("scripts/sluice", "get", address!, "mod.ts", "--into", aside);
      assertEquals(code, 0, err);
    });

    await t.step("the contract tests", async () => {
      const paths = CONTRACTS.map((name) => `tests/${name}`);
      const { code, out, err } = await run("deno", "task", "test", "--no-check", ...paths);
      assertEquals(code, 0, out + err);
      assertMatch(out, /@std: the packages from JSR/);
      assertMatch(out, /the real packages: parseArgs/);
    });

    await t.step("tracked files are unchanged", async () => {
      assertEquals(await Deno.readTextFile(join(root, "deno.lock")), lockInGit);
    });

    await t.step("a later run needs no registry", async () => {
      const before = registry.requests.length;
      const lock = await Deno.stat(join(root, ".local", "deno.lock"));
      await transfer(project, "received again");
      assertEquals(registry.requests.slice(before), []);
      // So the folder may be read-only.
      const after = await Deno.stat(join(root, ".local", "deno.lock"));
      assertEquals([after.ino, after.mtime], [lock.ino, lock.mtime]);
    });
  },
});
