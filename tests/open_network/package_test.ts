import { assertEquals } from "@std/assert";
import { join } from "node:path";
import { copyOfProject, PROJECT, share, transfer } from "./project_copy.ts";

const isLinux = Deno.build.os === "linux";

Deno.test({
  name: isLinux
    ? "the package can be published, and its command installed"
    : "the package can be published, and its command installed (ignored: needs Linux)",
  ignore: !isLinux,
  timeout: 300_000,
  async fn(t) {
    await using project = await copyOfProject();
    const { run, aside } = project;

    await t.step("the command, installed by the line in docs/install.md", async () => {
      const page = await Deno.readTextFile(join(PROJECT, "docs/install.md"));
      const [, line] = /^deno install (-g .*)$/m.exec(page) ?? [];
      const words = ["install", "--root", join(aside, "installed"), ...line!.split(" ")];
      const { code, err } = await run("deno", ...words);
      assertEquals(code, 0, err);
      const program = join(aside, "installed", "bin", "sluice");
      await transfer(project, "received by the installed command", program);
      await share(project, program);
    });

    await t.step("the package as it would be published", async () => {
      const { code, err } = await run(
        "deno",
        "publish",
        "--dry-run",
        "--allow-dirty",
        "--no-check",
      );
      assertEquals([code, /^warning/m.test(err)], [0, false], err);
    });
  },
});
