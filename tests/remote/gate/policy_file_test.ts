import { assertEquals, assertThrows } from "@std/assert";
import { CallerError } from "../../../lib/errors.ts";
import { findExecutable } from "../../../lib/file/find_executable.ts";
import { readPolicyFile } from "../../../lib/file/policy_file.ts";
import { readPolicy } from "../../../lib/remote/gate/read_policy.ts";
import { check, type Schema } from "../../json_schema.ts";
import { POLICY } from "../exec_server.ts";

const schema: Schema = JSON.parse(
  await Deno.readTextFile(new URL("../../../docs/policy.schema.json", import.meta.url)),
);
const limits = { time: 1000, idle: 1000, output: 1000, running: 9 };
const read = (value: unknown) =>
  readPolicy(JSON.stringify(value), { limits, find: (name) => name });
const withRule = (rule: unknown) => ({ commands: { x: rule } });
const run = ["/bin/x"];

const GOOD: unknown[] = [
  POLICY,
  { commands: {} },
  { $schema: "policy.schema.json", commands: {}, running: 3, perPeer: 2, limits: { time: 0.5 } },
  withRule({ run, description: "what it is for" }),
  withRule({ run, folder: "/srv", stdin: true, accept: ["TZ"], environment: { A: "b" } }),
  withRule({ run, accept: ["LANG", "LC_ALL", "NO_COLOR"], acceptUnsafe: ["BRANCH"] }),
  withRule({ run: ["/bin/x", "/srv/x"], untrusted: ["/srv/x"] }),
  withRule({ run, limits: { time: 1, idle: 2, output: 0, running: 4 } }),
  withRule({ run, parameters: [{ values: ["a"] }, { number: { min: 0, max: 1 }, name: "n" }] }),
  withRule({ run, parameters: [{ pattern: "a+", dash: true, count: { min: 0, max: 256 } }] }),
  withRule({ run, parameters: [{ any: true }] }),
];

const BAD: unknown[] = [
  null,
  [],
  "x",
  {},
  { commands: [] },
  { commands: {}, more: 1 },
  { commands: {}, running: 0 },
  { commands: {}, running: 1.5 },
  { commands: {}, limits: { time: -1 } },
  { commands: {}, limits: { tiem: 1 } },
  { commands: { "a b": { run } } },
  { commands: { "-a": { run } } },
  { commands: { "": { run } } },
  withRule({}),
  withRule({ run: [] }),
  withRule({ run: "/bin/x" }),
  withRule({ run: [1] }),
  withRule({ run, shell: true }),
  withRule({ run, folder: "srv" }),
  withRule({ run, stdin: "yes" }),
  withRule({ run, accept: ["LD_PRELOAD"] }),
  withRule({ run, accept: ["PATH"] }),
  withRule({ run, accept: ["BRANCH"] }),
  withRule({ run, acceptUnsafe: ["LD_PRELOAD"] }),
  withRule({ run, acceptUnsafe: ["GIT_DIR"] }),
  withRule({ run, acceptUnsafe: "BRANCH" }),
  withRule({ run, untrusted: "/srv/x" }),
  withRule({ run, environment: { "A B": "c" } }),
  withRule({ run, environment: { LD_PRELOAD: "/x.so" } }),
  withRule({ run, environment: { A: 1 } }),
  withRule({ run, parameters: [{}] }),
  withRule({ run, parameters: [{ any: false }] }),
  withRule({ run, parameters: [{ any: true, pattern: "x" }] }),
  withRule({ run, parameters: [{ values: [] }] }),
  withRule({ run, parameters: [{ pattern: "x", flags: "i" }] }),
  withRule({ run, parameters: [{ number: { min: 1 } }] }),
  withRule({ run, parameters: [{ any: true, count: { max: 257 } }] }),
];

/** Invalid policies that a JSON Schema cannot reject; the program does. */
const BEYOND: unknown[] = [
  withRule({ run, parameters: [{ pattern: "(" }] }),
  withRule({ run, parameters: [{ number: { min: 2, max: 1 } }] }),
  withRule({ run, parameters: [{ any: true, count: { min: 3, max: 2 } }] }),
  withRule({ run, parameters: [{ any: true, count: {} }, { any: true }] }),
];

Deno.test("parses valid policies, which match the published schema", () => {
  for (const policy of GOOD) {
    read(policy);
    assertEquals(check(schema, policy), [], JSON.stringify(policy));
  }
});

for (const policy of [...BAD, ...BEYOND]) {
  Deno.test(`rejects the policy ${JSON.stringify(policy)}`, () => {
    assertThrows(() => read(policy), CallerError, "Invalid policy: policy");
    const fits = check(schema, policy).length === 0;
    assertEquals(fits, BEYOND.includes(policy), "what the schema says");
  });
}

Deno.test("rejects a policy that is no JSON", () => {
  assertThrows(() => readPolicy("{", { limits, find: (name) => name }), CallerError, "not JSON");
});

Deno.test({
  name: "rejects a policy and a program that other users may write, also in a folder of theirs",
  ignore: Deno.build.os === "windows",
  async fn() {
    const folder = await Deno.makeTempDir({ prefix: "sluice-policy-" });
    const path = `${folder}/policy.json`;
    const tool = `${folder}/tool`;
    try {
      await Deno.writeTextFile(path, "{}", { mode: 0o644 });
      await Deno.writeTextFile(tool, "#!/bin/sh\n");
      await Deno.chmod(tool, 0o755);
      assertEquals(readPolicyFile(path), "{}");
      assertEquals(findExecutable("tool", `/nonexistent:${folder}`), tool);
      for (const mode of [0o666, 0o664, 0o622]) {
        await Deno.chmod(path, mode);
        assertThrows(() => readPolicyFile(path), CallerError, "is writable by other users");
        await Deno.chmod(tool, mode | 0o111);
        assertThrows(() => findExecutable(tool, ""), CallerError, "is writable by other users");
      }
      await Deno.chmod(path, 0o600);
      await Deno.chmod(tool, 0o755);
      await Deno.chmod(folder, 0o777);
      assertThrows(() => readPolicyFile(path), CallerError, "is writable by other users");
      assertThrows(() => findExecutable(tool, ""), CallerError, "is writable by other users");
      await Deno.chmod(folder, 0o700);
      await Deno.symlink(tool, `${folder}/link`);
      assertEquals(findExecutable(`${folder}/link`, ""), `${folder}/link`);
      await Deno.chmod(tool, 0o644);
      assertThrows(() => findExecutable(tool, ""), CallerError, "is not executable");
      assertThrows(() => findExecutable(folder, ""), CallerError, "is not executable");
      assertThrows(() => findExecutable("./tool", folder), CallerError, "absolute");
      assertThrows(() => findExecutable("none", folder), CallerError, "no such program");
      assertThrows(() => readPolicyFile(`${folder}/none`), CallerError, "no such file");
      await Deno.truncate(path, 1024 * 1024 + 1);
      assertThrows(() => readPolicyFile(path), CallerError, "it is larger than");
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
});
