import { assert, assertEquals } from "@std/assert";
import { fileURLToPath } from "node:url";
import { configInForce } from "../../scripts/closed_network.ts";
import { runRounds, summaryText } from "./run_rounds.ts";

Deno.test(
  "eight interrupted transfers end complete, without errors in between",
  { timeout: 600_000 },
  async () => {
    const summary = await runRounds({ rounds: 8, seed: 1 });
    assertEquals(summary.failures, [], `${summary.failures.join("\n\n")}\n${summaryText(summary)}`);
  },
);

const canMount = await (async () => {
  if (Deno.build.os !== "linux") return false;
  const words = ["--user", "--map-root-user", "--mount", "mount", "-t", "tmpfs", "tmpfs", "/mnt"];
  try {
    const { success } = await new Deno.Command("unshare", {
      args: words,
      stdout: "null",
      stderr: "null",
    }).output();
    return success;
  } catch {
    return false;
  }
})();
const reason = canMount ? "" : " (ignored: no user namespace in which to mount)";

Deno.test({
  name: `receivers killed during a commit on two disks leave old or new files${reason}`,
  ignore: !canMount,
  timeout: 600_000,
  async fn() {
    const script = fileURLToPath(new URL("../../scripts/chaos.ts", import.meta.url));
    const words = ["--mounts", "--rounds", "4", "--seed", "1"];
    const config = `--config=${await configInForce()}`;
    const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", "--no-check", "--no-lock", config, script, ...words],
    }).output();
    const said = new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr);
    assert(success, said);
    assert(/ [1-9]\d* {2}other disks$/m.test(said), said);
  },
});
