import { assertEquals } from "@std/assert";
import { readPolicy } from "../../lib/remote/gate/read_policy.ts";
import { check, type Schema } from "../json_schema.ts";
import { linux, runSluice, startExecServer } from "./exec_server.ts";
import { until } from "../support/wait.ts";

const page = await Deno.readTextFile(new URL("../../docs/exec.md", import.meta.url));
const [policy, schema] = Array.from(
  page.matchAll(/```json\n(.*?)```/gs),
  ([, text]) => JSON.parse(text!),
) as [unknown, Schema];
const documented = Array.from(
  JSON.stringify(schema.oneOf).matchAll(/defs\/(\w+)/g),
  ([, name]) => name,
);
/** The events in docs/json.md. */
const ELSEWHERE = ["listening", "code", "log", "done", "error"];

Deno.test("parses the policy in the documentation", () => {
  const limits = { time: 1, idle: 1, output: 1, running: 1 };
  readPolicy(JSON.stringify(policy), { limits, find: (name) => name });
});

Deno.test({
  name: `writes events of the remote command as documented${
    linux ? "" : " (ignored: needs Linux)"
  }`,
  ignore: !linux,
  async fn() {
    const seen = new Set<string>();
    const judge = (out: string) => {
      for (const line of out.split("\n").filter((line) => line !== "")) {
        const event = JSON.parse(line);
        if (ELSEWHERE.includes(event.event)) continue;
        seen.add(event.event);
        assertEquals(check(schema, event, schema, true), [], line);
      }
    };
    const server = await startExecServer(["--json"]);
    const [, code] = await server.program.waitFor(/Code: (\S+)\n/);
    const exec = async (more: string[], code: string) => {
      const args = ["exec", `127.0.0.1:${server.port}`, "--json", "--code", code, "--", ...more];
      judge((await runSluice(args)).out);
    };
    await exec(["both"], code!);
    const [, next] = await server.program.waitFor(/Code: [\s\S]*Code: (\S+)\n/);
    await exec(["both"], code!);
    await exec(["print", "\x1b é"], next!);
    await until(() => server.audit().length === 3, "all are in the audit");
    const { out } = await server.program.stop();
    judge(out);
    await server[Symbol.asyncDispose]();
    const dryRun = ["serve", "exec", "--json", "--allow", "uname", "--dry-run", "--"];
    for (const words of [["uname"], ["uname", "-a"]]) {
      judge((await runSluice([...dryRun, ...words])).out);
    }
    assertEquals([...seen].sort(), documented.sort());
  },
});
