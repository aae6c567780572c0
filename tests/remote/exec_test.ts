import { assert, assertEquals, assertMatch, assertRejects } from "@std/assert";
import { ConnectionError, RefusedError } from "../../lib/errors.ts";
import {
  askServer,
  childrenOf,
  descriptors,
  isAlive,
  linux,
  POLICY,
  type Ran,
  startExecServer,
} from "./exec_server.ts";
import { nothingMore, until } from "../support/wait.ts";

const test = (name: string, fn: () => Promise<void>) =>
  Deno.test({
    name: linux ? name : `${name} (ignored: needs Linux)`,
    ignore: !linux,
    timeout: 180_000,
    fn,
  });

function blocks(size: number, count: number): [ReadableStream<Uint8Array>, Uint8Array] {
  const whole = new Uint8Array(size * count);
  let seed = 1;
  for (let at = 0; at < whole.length; at++) {
    seed = (seed * 1103515245 + 12345) & 0x7fffffff;
    whole[at] = seed >> 16;
  }
  let at = 0;
  const stream = new ReadableStream<Uint8Array>({
    pull(controller) {
      if (at >= whole.length) return controller.close();
      controller.enqueue(whole.subarray(at, at += size));
    },
  });
  return [stream, whole];
}

test("passes bytes through cat unchanged, in blocks of any size", async () => {
  await using server = await startExecServer();
  // Ten megabytes in tiny blocks would take minutes.
  for (const size of [1, 10, 100, 1000, 65_536, 262_144, 1_048_576]) {
    const [input, whole] = blocks(size, Math.min(3_000, Math.ceil(10_000_000 / size)));
    const { exit, bytes, err } = await askServer(server.port, ["cat"], { input });
    assertEquals([exit.reason, exit.status, err], ["exit", 0, ""], `blocks of ${size}`);
    assertEquals(bytes.length, whole.length, `blocks of ${size}`);
    assert(bytes.every((byte, index) => byte === whole[index]), `blocks of ${size}`);
  }
});

test("passes on the exit status, also where standard output was closed early", async () => {
  await using server = await startExecServer();
  for (const status of [0, 1, 4, 5, 44, 127, 255]) {
    for (const name of ["status", "closed"]) {
      const { exit } = await askServer(server.port, [name, String(status)]);
      assertEquals([exit.reason, exit.status, exit.signal], ["exit", status, null]);
    }
  }
});

const SIGNALS = { HUP: 1, INT: 2, QUIT: 3, ILL: 4, ABRT: 6, FPE: 8, KILL: 9, USR1: 10, SEGV: 11 };
const MORE_SIGNALS = { USR2: 12, PIPE: 13, ALRM: 14, TERM: 15, XCPU: 24, SYS: 31 };

/** Whether this signal is ignored here, which processes inherit: a shell script does that with `&`. */
function isIgnored(number: number): boolean {
  const [, mask] = /^SigIgn:\s*([0-9a-f]+)$/m.exec(Deno.readTextFileSync("/proc/self/status"))!;
  // The runtime ignores this one for itself, and resets it for its children.
  return number !== MORE_SIGNALS.PIPE && (BigInt(`0x${mask}`) >> BigInt(number - 1) & 1n) === 1n;
}

test("reports the signal that ended a command, by number and name", async () => {
  await using server = await startExecServer();
  for (const [name, number] of Object.entries({ ...SIGNALS, ...MORE_SIGNALS })) {
    if (isIgnored(number)) continue;
    const { exit } = await askServer(server.port, ["die", name]);
    assertEquals([exit.reason, exit.status, exit.signal], ["signal", 128 + number, `SIG${name}`]);
  }
});

test("keeps the outputs apart and in order; standard error may last longer than standard output", async () => {
  await using server = await startExecServer();
  const both = await askServer(server.port, ["both"]);
  assertEquals([both.out, both.err], ["out\nout2\n", "err\nerr2\n"]);
  const { out, err } = await askServer(server.port, ["late"]);
  const lines = Array.from({ length: 20_000 }, (_, at) => `${at + 1}\n`);
  assertEquals([out, err === lines.join("")], ["", true]);
});

test("leaves no process and no descriptor after three hundred commands in a row and fifty at once", async () => {
  await using server = await startExecServer();
  const { pid } = server.program;
  for (let n = 0; n < 20; n++) await askServer(server.port, ["status", "0"]);
  const settled = () => childrenOf(pid).length === 1;
  await until(settled, "one child: the helper");
  const before = descriptors(pid);
  for (let n = 0; n < 300; n++) {
    assertEquals((await askServer(server.port, ["status", String(n % 200)])).exit.status, n % 200);
  }
  const many = Array.from({ length: 50 }, (_, n) => askServer(server.port, ["status", String(n)]));
  assertEquals((await Promise.all(many)).map(({ exit }) => exit.status), [...many.keys()]);
  await until(settled, "one child again");
  await until(() => descriptors(pid) <= before, `${before} descriptors, now ${descriptors(pid)}`);
  await until(() => server.audit().length === 370, "all are in the audit");
});

test("ends a command and its children when its client disconnects", async () => {
  await using server = await startExecServer();
  for (const [name, pattern] of [["sleep", /(\d+) (\d+)/], ["stubborn", /(\d+)/]] as const) {
    const gone = new AbortController();
    const pids = Promise.withResolvers<number[]>();
    const asked = askServer(server.port, [name], {
      signal: gone.signal,
      onOutput: (text) => pids.resolve(pattern.exec(text)!.slice(1).map(Number)),
    });
    const running = await pids.promise;
    assert(running.every(isAlive));
    gone.abort(new ConnectionError("interrupted", "gone"));
    await assertRejects(() => asked, ConnectionError, "gone");
    await until(() => !running.some(isAlive), `${name} ends`);
  }
  await until(() => server.audit().length === 2, "both are in the audit");
  const whys = server.audit().map(({ why, signal }) => [why, signal]);
  const gone = "the client has gone";
  assertEquals(whys, [[gone, "SIGTERM"], [gone, "SIGKILL"]]);
});

for (const signal of ["SIGTERM", "SIGINT", "SIGKILL"] as const) {
  test(`a server that is ended by ${signal} ends its commands, and no other server's`, async () => {
    const server = await startExecServer();
    const bystander = new Deno.Command("/bin/sleep", { args: ["1000"] }).spawn();
    try {
      const pids = Promise.withResolvers<number[]>();
      const asked = askServer(server.port, ["sleep"], {
        onOutput: (text) => pids.resolve(text.trim().split(" ").map(Number)),
      });
      // A server that ends in order still reports the command's end.
      const told = ({ exit }: Ran) =>
        assertEquals([exit.reason, exit.signal], ["stopped", "SIGTERM"]);
      const ended = signal === "SIGKILL"
        ? assertRejects(() => asked, ConnectionError)
        : asked.then(told);
      const running = await pids.promise;
      await server.program.stop(signal);
      await ended;
      await until(() => !running.some(isAlive), "its commands end");
      assert(isAlive(bystander.pid));
    } finally {
      bystander.kill();
      await bystander.status;
      await server[Symbol.asyncDispose]();
    }
  });
}

test("ends processes that a command leaves running", async () => {
  await using server = await startExecServer();
  const { exit, out } = await askServer(server.port, ["hold"]);
  assertEquals([exit.status, out], [3, "here\n"]);
  await until(() => childrenOf(server.program.pid).length === 1, "nothing but the helper is left");
});

test("does not wait for a process that left its group and holds the output open", async () => {
  await using server = await startExecServer();
  const { exit, out } = await askServer(server.port, ["escape"]);
  const escaped = Number(out);
  try {
    assertEquals([exit.reason, exit.status], ["exit", 4]);
    assert(isAlive(escaped), "a limit that docs/exec.md names");
  } finally {
    Deno.kill(escaped, "SIGKILL");
  }
});

for (
  const [name, command] of [
    ["does not read", "deaf"],
    ["does not read, and closes its stdin when it is ended", "shuts"],
  ] as const
) {
  test(`sends one window of stdin to a command that ${name}`, async () => {
    await using server = await startExecServer();
    let read = 0;
    const input = new ReadableStream<Uint8Array>({
      pull(controller) {
        read += 65_536;
        controller.enqueue(new Uint8Array(65_536));
      },
    });
    const { exit } = await askServer(server.port, [command], { input, timeout: 1000 });
    assertEquals(exit.reason, "time");
    // One window, plus what the pipe, the helper and read-ahead hold.
    assert(read >= 1024 * 1024 && read <= 1024 * 1024 + 8 * 65_536, `${read} bytes were read`);
  });
}

test("discards stdin that a command does not read", async () => {
  await using server = await startExecServer();
  for (const size of [10, 4_000_000]) {
    const [input, whole] = blocks(size, 1);
    const { exit, bytes } = await askServer(server.port, ["sip"], { input });
    assertEquals([exit.reason, exit.status], ["exit", 0]);
    assertEquals(bytes, whole.slice(0, 5));
  }
  assertEquals((await askServer(server.port, ["status", "7"])).exit.status, 7);
});

test("truncates endless output at its limit, and reports it", async () => {
  await using server = await startExecServer();
  const { exit, bytes } = await askServer(server.port, ["yes"]);
  assertEquals([exit.reason, exit.truncated, exit.stdout], ["output", ["stdout"], 1_000_000]);
  assertEquals(bytes.length, 1_000_000);
});

test("makes a command wait for a slow client, with bounded memory", async () => {
  await using server = await startExecServer();
  const release = Promise.withResolvers<void>();
  const begun = Promise.withResolvers<void>();
  const asked = askServer(server.port, ["flood"], {
    onOutput() {
      begun.resolve();
      return release.promise;
    },
  });
  await begun.promise;
  const written = () => {
    const [pid] = childrenOf(server.program.pid).filter((pid) =>
      Deno.readTextFileSync(`/proc/${pid}/cmdline`).startsWith("/usr/bin/yes")
    );
    return Number(/wchar: (\d+)/.exec(Deno.readTextFileSync(`/proc/${pid}/io`))![1]);
  };
  let last = -1;
  // No change between two looks: the command waits.
  for (let now = written(); now !== last; now = written()) {
    last = now;
    await nothingMore();
  }
  assert(last < 24 * 1024 * 1024, `${last} bytes are somewhere`);
  release.resolve();
  const { exit } = await asked;
  assertEquals([exit.reason, exit.stdout], ["output", 67_108_864]);
});

test("ends a command at the client's, the policy's and the idle time limit", async () => {
  await using server = await startExecServer();
  const timed = await askServer(server.port, ["sleep"], { timeout: 100 });
  assertEquals([timed.exit.reason, timed.exit.signal], ["time", "SIGTERM"]);
  const stubborn = await askServer(server.port, ["stubborn"], { timeout: 100 });
  assertEquals([stubborn.exit.reason, stubborn.exit.signal], ["time", "SIGKILL"]);
  const still = await askServer(server.port, ["silent"]);
  assertEquals(still.exit.reason, "idle");
  await until(() => server.audit().length === 3, "all are in the audit");
  assertEquals(server.audit().map(({ why }) => why), ["time", "time", "was idle for 0.2 s"]);
});

test("refuses commands above the limits in total, per peer and per command", async () => {
  const cases = [[{ running: 2 }, "sleep", 2], [{ perPeer: 3 }, "sleep", 3], [
    {},
    "few",
    1,
  ]] as const;
  for (const [limits, name, most] of cases) {
    await using server = await startExecServer(["--insecure-loopback"], { ...POLICY, ...limits });
    const stop = new AbortController();
    const begun = Array.from(
      { length: most },
      () => askServer(server.port, [name], { signal: stop.signal }).catch(() => {}),
    );
    await until(() => childrenOf(server.program.pid).length === most + 1, "all run");
    const error = await assertRejects(() => askServer(server.port, [name]), RefusedError);
    assertEquals(error.code, "too_many");
    assertMatch(error.message, new RegExp(`${most} .*running`));
    stop.abort(new ConnectionError("interrupted", ""));
    await Promise.all(begun);
    await until(() => server.audit().length === most + 1, "all are over");
    assertEquals((await askServer(server.port, ["status", "7"])).exit.status, 7);
  }
});

const WORDS = [
  ["a b", "'", '"', "\\", ";", "&&", "|", ">", "`id`", "$(id)", "${HOME}", "*", "~", "!", "#"],
  ["-rf", "--", "--help", "", " ", "\t", "é", "\u{1f600}", "\x1b[2J", "%s", "%n", "..", "/etc/*"],
];

test("passes words on literally, without a shell", async () => {
  await using server = await startExecServer();
  for (const words of WORDS) {
    const { out } = await askServer(server.port, ["print", ...words]);
    assertEquals(out, words.map((word) => `${word}\n`).join(""));
  }
  for (const bad of ["a\nb", "a\rb", "a\0b", "\ud800"]) {
    const error = await assertRejects(() => askServer(server.port, ["print", bad]), RefusedError);
    assertEquals(error.code, "not_allowed");
  }
});

test("sets environment, folder and descriptors by the policy", async () => {
  await using server = await startExecServer();
  const lines = async (env: Record<string, string> = {}) =>
    (await askServer(server.port, ["env"], { env })).out.trim().split("\n").sort();
  const path = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
  assertEquals(await lines(), ["FIXED=a b", "LANG=C.UTF-8", path]);
  assertEquals(await lines({ TZ: "UTC" }), ["FIXED=a b", "LANG=C.UTF-8", path, "TZ=UTC"]);
  for (const name of ["PATH", "LD_PRELOAD", "HOME", "FIXED", "__proto__", "IFS"]) {
    const env = Object.fromEntries([[name, "x"]]);
    const error = await assertRejects(() => lines(env), RefusedError, "policy", name);
    assertEquals(error.code, "not_allowed", name);
  }
  assertEquals((await askServer(server.port, ["pwd"])).out, "/usr\n");
  // Descriptors inherited from the test runner do not count; sockets of the server would.
  assertEquals(/socket:/.test((await askServer(server.port, ["files"])).out), false);
});

test("runs nothing that the policy does not name or that is missing; the audit says why", async () => {
  const folder = await Deno.makeTempDir({ prefix: "sluice-lost-" });
  await Deno.copyFile("/bin/true", `${folder}/true`);
  const commands = { lost: { run: [`${folder}/true`] }, cat: { run: ["/bin/cat"] } };
  await using server = await startExecServer(["--insecure-loopback"], { commands });
  assertEquals((await askServer(server.port, ["lost"])).exit.status, 0);
  await Deno.remove(folder, { recursive: true });
  const code = async (argv: string[], more = {}) => {
    const error = await assertRejects(() => askServer(server.port, argv, more), RefusedError);
    return error.code;
  };
  assertEquals(await code(["lost"]), "not_found");
  assertEquals(await code(["uname"]), "not_allowed");
  assertEquals(await code(["cat", "/etc/passwd"]), "not_allowed");
  assertEquals(await code(["cat"], { input: blocks(1, 1)[0] }), "not_allowed");
  await until(() => server.audit().length === 5, "all are in the audit");
  const refused = server.audit().slice(1);
  assertEquals(refused.map(({ decision }) => decision), Array(4).fill("refused"));
  assertEquals(refused.slice(1).map(({ why }) => why), [
    'no command is called "uname"',
    'cat: "/etc/passwd" is one word too many',
    "cat: it is not given anything to read",
  ]);
});
