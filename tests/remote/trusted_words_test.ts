import { assertEquals, assertMatch, assertThrows } from "@std/assert";
import { assertTrustedWords, folderWarning } from "../../commands/serve/exec/rule_words.ts";
import { CallerError } from "../../lib/errors.ts";
import { findExecutable } from "../../lib/file/find_executable.ts";
import { readPolicyFile } from "../../lib/file/policy_file.ts";
import { allowRule } from "../../lib/remote/gate/allow.ts";
import type { Rule } from "../../lib/remote/gate/policy.ts";
import { readPolicy } from "../../lib/remote/gate/read_policy.ts";
import { run } from "../commands/run_sluice.ts";
import { startCommand } from "../support/program.ts";
import { AS_ROOT, SLUICE_RUN } from "./exec_server.ts";

const windows = Deno.build.os === "windows";
const test = (name: string, fn: (folders: Folders) => Promise<void> | void, ignore = windows) =>
  Deno.test({
    name: ignore ? `${name} (ignored: needs ${windows ? "POSIX" : "root"})` : name,
    ignore,
    async fn() {
      const folders = await makeFolders();
      try {
        await fn(folders);
      } finally {
        await Deno.remove(folders.ours, { recursive: true });
      }
    },
  });

/** Folders with the program `tool`, the script `script` and the policy `policy.json`. */
interface Folders {
  /** Only this user may change it. */
  ours: string;
  /** Other users may write to it. */
  open: string;
  /** Other users may add files, as in /tmp. */
  sticky: string;
}

async function makeFolders(): Promise<Folders> {
  const ours = await Deno.makeTempDir({ prefix: "sluice-trust-" });
  const folders = { ours, open: `${ours}/open`, sticky: `${ours}/sticky` };
  for (const folder of Object.values(folders)) {
    await Deno.mkdir(folder, { recursive: true });
    await Deno.writeTextFile(`${folder}/tool`, "#!/bin/sh\n");
    await Deno.chmod(`${folder}/tool`, 0o755);
    await Deno.writeTextFile(`${folder}/script`, "echo yes\n", { mode: 0o644 });
    await Deno.writeTextFile(`${folder}/policy.json`, '{"commands":{}}', { mode: 0o600 });
  }
  await Deno.chmod(folders.open, 0o777);
  await Deno.chmod(folders.sticky, 0o1777);
  return folders;
}

const rejects = (path: string, why = "is writable by other users") => {
  assertThrows(() => findExecutable(`${path}/tool`, ""), CallerError, why);
  assertThrows(() => readPolicyFile(`${path}/policy.json`), CallerError, why);
};
const accepts = (path: string) => {
  assertEquals(findExecutable(`${path}/tool`, ""), `${path}/tool`);
  assertEquals(readPolicyFile(`${path}/policy.json`), '{"commands":{}}');
};

test("rejects a program and a policy behind a link that others may replace", async ({ ours, open }) => {
  for (const name of ["tool", "policy.json"]) {
    await Deno.remove(`${open}/${name}`);
    await Deno.symlink(`${ours}/${name}`, `${open}/${name}`);
  }
  rejects(open);
  // This user's link to another user's link, and a path through another user's folder and back.
  await Deno.symlink(open, `${ours}/link`);
  rejects(`${ours}/link`);
  rejects(`${open}/..`);
  rejects(`${ours}/link/..`);
});

test("rejects a program and a policy below a link to a folder that others may replace", async ({ ours, open }) => {
  await Deno.symlink(ours, `${open}/back`);
  rejects(`${open}/back`);
  await Deno.symlink("open/back", `${ours}/around`);
  rejects(`${ours}/around`);
  await Deno.symlink("loop", `${ours}/loop`);
  assertThrows(() => findExecutable(`${ours}/loop`, ""));
});

test("accepts links and folders that only this user may change, /tmp among them", async ({ ours, sticky }) => {
  accepts(ours);
  accepts(sticky);
  await Deno.symlink(ours, `${sticky}/link`);
  accepts(`${sticky}/link`);
  await Deno.symlink("sticky/link/.", `${ours}/around`);
  accepts(`${ours}/around`);
});

test(
  "rejects what another user owns on the way, the link in a sticky folder included",
  async ({ ours, sticky }) => {
    const give = async (path: string) =>
      assertEquals((await run("chown", { args: ["-h", "65534", path] })).code, 0);
    await Deno.symlink(ours, `${sticky}/link`);
    await give(`${sticky}/link`);
    rejects(`${sticky}/link`, "belongs to another user");
    await Deno.mkdir(`${ours}/theirs`, { mode: 0o755 });
    await Deno.symlink(`${ours}/tool`, `${ours}/theirs/tool`);
    await Deno.symlink(`${ours}/policy.json`, `${ours}/theirs/policy.json`);
    await give(`${ours}/theirs`);
    rejects(`${ours}/theirs`, "belongs to another user");
  },
  windows || Deno.uid() !== 0,
);

test("rejects a script whose interpreter others may replace, or is not absolute", async ({ ours, open }) => {
  const tool = `${ours}/tool`;
  for (
    const [line, why] of [[`${open}/tool`, "is writable by other users"], [
      "sh",
      "not an absolute path",
    ]]
  ) {
    await Deno.writeTextFile(tool, `#! ${line} -x\n`);
    assertThrows(() => findExecutable(tool, ""), CallerError, why);
  }
  await Deno.writeTextFile(tool, `#!${tool}\n`);
  assertThrows(() => findExecutable(tool, ""), CallerError, "too many nested interpreters");
});

const limits = { time: 1, idle: 1, output: 1, running: 1 };
const find = (name: string) => name.startsWith("/") ? name : `/usr/bin/${name}`;
const ruleOf = (rule: Record<string, unknown>): Rule =>
  readPolicy(JSON.stringify({ commands: { x: rule } }), { limits, find }).rules[0]!;

test("rejects words that name a file which others may change or create", ({ ours, open, sticky }) => {
  const bad: Record<string, unknown>[] = [
    { run: ["/bin/sh", `${open}/script`] },
    { run: ["/bin/sh", `${open}/none-yet`] },
    { run: ["/bin/sh", `${sticky}/none-yet`] },
    { run: ["/bin/sh", "script"], folder: open },
    { run: ["/bin/sh", "open/script"], folder: ours },
    { run: ["/bin/sh", "none-yet"], folder: open },
    { run: ["/bin/sh", "none-yet"], folder: sticky },
    { run: ["/bin/sh", "-e", `${ours}/open/../script`] },
    { run: ["/bin/bash", `--rcfile=${open}/script`, "-i"] },
    { run: ["/usr/bin/awk", `-f${open}/script`] },
    { run: ["/usr/bin/awk", "--file=script"], folder: open },
    { run: ["/usr/bin/make", "-C", open] },
    { run: ["/opt/unknown", `${open}/script`] },
    { run: ["/opt/unknown", `config=${open}/script`] },
    { run: ["/opt/unknown"], parameters: [{ values: ["/dev/null", `${open}/script`] }] },
    { run: ["/bin/sh"], parameters: [{ values: ["script"] }], folder: open },
    { run: ["/opt/unknown"], environment: { BASH_ENV: `${open}/script` } },
    { run: ["/opt/unknown"], environment: { PATH: `/usr/bin:${open}` } },
    { run: ["/usr/bin/env", `${ours}/tool`] },
    { run: ["/usr/bin/run-parts", open] },
    { run: ["/bin/ls", sticky] },
    { run: ["/usr/bin/gcc", `@${open}/script`] },
    { run: ["/usr/bin/curl", "--data", `@${open}/script`] },
    { run: ["/usr/bin/env", `PATH=${ours}:${open}`, "script"] },
    { run: ["/opt/unknown", `--x=${ours}:${open}/script`] },
    { run: ["/opt/unknown", `key=value,file=${open}/script`] },
    { run: ["/opt/unknown", `file://${open}/script`] },
    { run: ["/opt/unknown", `name:${open}/script`] },
    { run: ["/opt/unknown", "-fscript"], folder: open },
    { run: ["/opt/unknown", `file://localhost${open}/script`] },
    { run: ["/opt/unknown", `file://${open}/s%63ript`] },
    { run: ["/opt/unknown", `x="${open}/script"`] },
    { run: ["/opt/unknown", `<${open}/script`] },
    { run: ["/opt/unknown", `run(${open}/script)`] },
    { run: ["/opt/unknown", `x;${open}/script`] },
    { run: ["/opt/unknown", `{${open}/script,x}`] },
    { run: ["/opt/unknown", `\u00a0${open}/script`] },
    { run: ["/opt/unknown", `${ours}/nothere/../open/script`] },
    { run: ["/opt/unknown", "nothere/../open/script"], folder: ours },
    { run: ["/opt/unknown", `-C${ours}/nothere/../open`] },
    { run: ["/opt/unknown"], environment: { NODE_OPTIONS: `--require ${open}/script` } },
    { run: ["/opt/unknown"], environment: { NODE_OPTIONS: `--require="${open}/script"` } },
    { run: ["/opt/unknown"], environment: { PERL5OPT: `-I${open} -Mstrict` } },
    { run: ["/opt/unknown"], environment: { GIT_SSH_COMMAND: `/bin/sh ${open}/script` } },
    { run: ["/opt/unknown"], environment: { PYTHONPATH: "open" }, folder: ours },
    { run: ["/opt/unknown"], environment: { PYTHONPATH: open } },
    { run: ["/opt/unknown"], environment: { HOME: open } },
    { run: ["/opt/unknown", `${ours}/with-script`] },
    { run: ["/opt/unknown", `${ours}/with-modules`] },
    { run: ["/opt/unknown", "-Copen"], folder: ours },
    { run: ["/bin/cat", "/dev/shm/x"] },
    { run: ["/bin/sh", "/proc/self/cwd/script"] },
    { run: ["/bin/sh", "/proc/self/fd/9"] },
  ];
  Deno.writeTextFileSync(`${ours}/tool`, `#!${open}/tool\n`);
  Deno.writeTextFileSync(`${ours}/with-script`, `#!/bin/sh ${open}/script\n`, { mode: 0o755 });
  const env = `#!/usr/bin/env -S PYTHONPATH=${open} /usr/bin/python3\n`;
  Deno.writeTextFileSync(`${ours}/with-modules`, env, { mode: 0o755 });
  for (const rule of bad) {
    assertThrows(
      () => assertTrustedWords(ruleOf(rule)),
      CallerError,
      "untrusted",
      JSON.stringify(rule),
    );
  }
  const quick = allowRule(`sh ${open}/script`, { limits, folder: "/", stdin: false, find });
  assertThrows(() => assertTrustedWords(quick), CallerError, "is writable by other users");
});

test("accepts words that name what only this user may change, text, and what is untrusted by intent", ({ ours, open, sticky }) => {
  const good: Record<string, unknown>[] = [
    { run: ["/bin/sh", `${ours}/script`, "start", open].slice(0, 3), folder: open },
    { run: ["/bin/sh", "script"], folder: ours },
    { run: ["/bin/sh", `${sticky}/script`] },
    { run: ["/bin/sh", "-c", `cat ${"x".repeat(5000)}; echo "$1"`, "sh"] },
    { run: ["/bin/sh", "-c", "cat x | wc -l"], folder: open },
    { run: ["/usr/bin/printf", "%s\n", "none-yet", "a/b"], folder: open },
    {
      run: [
        "/bin/ls",
        "-l",
        ours,
        "/proc/self/fd",
        "/proc/net/dev",
        "/dev/null",
        `${ours}/none-yet`,
      ],
    },
    { run: ["/bin/sh", `${open}/script`], untrusted: [`${open}/script`] },
    { run: ["/bin/ls", "-l", open, sticky], untrusted: [open, sticky] },
    { run: ["/opt/unknown", "key=value,other:thing@none", "a@b.example", "-x", "https://h/p"] },
    { run: ["/opt/unknown"], environment: { TMPDIR: open } },
    { run: ["/usr/bin/make", "-C", open], untrusted: [open] },
    { run: ["/usr/bin/awk", `-f${open}/script`], untrusted: [`${open}/script`] },
    { run: ["/bin/x"], environment: { PATH: open, HOME: open, TZ: "UTC" }, untrusted: [open] },
    { run: ["/bin/x"], parameters: [{ number: { min: 0, max: 1 } }, { any: true }] },
  ];
  for (const rule of good) assertTrustedWords(ruleOf(rule));
});

test("points out programs that run what they find in a folder of others", ({ ours, open, sticky }) => {
  const warning = (program: string, folder: string, more = {}) =>
    folderWarning(ruleOf({ run: [program], folder, ...more }));
  assertMatch(warning("/usr/bin/make", open)!, /make may run.*is writable by other users/);
  assertMatch(warning("/usr/bin/git", sticky)!, /git may run/);
  assertEquals(warning("/usr/bin/make", ours), undefined);
  assertEquals(warning("/bin/ls", open), undefined);
  assertEquals(warning("/usr/bin/make", open, { untrusted: [open] }), undefined);
});

test("the server ends before it listens where a script, the secret or the audit is in a folder of others", async ({ ours, open }) => {
  const policy = { commands: { x: { run: ["/bin/sh", `${open}/script`] } } };
  await Deno.writeTextFile(`${ours}/policy.json`, JSON.stringify(policy));
  await Deno.writeTextFile(`${open}/key`, "correct horse battery staple", { mode: 0o600 });
  const start = async (...flags: string[]) => {
    const args = ["serve", "exec", ...AS_ROOT, "--listen", "127.0.0.1:0", ...flags];
    const server = startCommand([SLUICE_RUN, ...args], { interactive: true });
    await server.waitFor(/is writable by other users|Listening on/);
    return (await server.stop()).err;
  };
  assertMatch(
    await start("--insecure-loopback", "--policy", `${ours}/policy.json`),
    /x: ".*script": ".*open" is writable by other users; use chmod go-w; if that is meant/,
  );
  assertMatch(
    await start("--allow", "uname", "--secret-file", `${open}/key`),
    /secret: ".*open" is writable/,
  );
  await Deno.symlink(`${ours}/elsewhere`, `${open}/audit`);
  assertMatch(
    await start("--allow", "uname", "--insecure-loopback", "--audit", `${open}/audit`),
    /Cannot write the audit: ".*open" is writable by other users/,
  );
});
