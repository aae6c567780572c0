import { assertEquals, assertThrows } from "@std/assert";
import { CallerError } from "../../../lib/errors.ts";
import { rootsOf } from "../../../lib/file/source/roots.ts";
import { identityOf } from "../../../lib/file/source/is_as_listed.ts";
import { type SkippedEntry, type SourceEntry, walk } from "../../../lib/file/source/walk.ts";
import type { WalkOptions } from "../../../lib/file/source/walk.ts";
import { Temporary } from "../temporary.ts";

const unix = Deno.build.os !== "windows";

const found = (path: string, options?: WalkOptions): (SourceEntry | SkippedEntry)[] => [
  ...walk(rootsOf([path]), options),
];
/** What was found, a line each. */
const lines = (path: string, options?: WalkOptions) =>
  found(path, options).map((one) =>
    one.kind === "skipped" ? `skipped ${one.path}: ${one.reason}` : `${one.kind} ${one.path}`
  );

Deno.test("yields a folder before its content, and names in the order of their code units", () => {
  using temporary = new Temporary();
  for (const path of ["t/b/z", "t/b/Z", "t/a", "t/B", "t/a.b/x", "t/\u00e9", "t/\u{1f600}"]) {
    temporary.write(path);
  }
  temporary.folder("t/empty");
  assertEquals(lines(temporary.at("t")), [
    "dir t",
    "file t/B",
    "file t/a",
    "dir t/a.b",
    "file t/a.b/x",
    "dir t/b",
    "file t/b/Z",
    "file t/b/z",
    "dir t/empty",
    "file t/\u00e9",
    "file t/\u{1f600}",
  ]);
});

Deno.test("yields size, mode and time, without bits that grant rights", () => {
  using temporary = new Temporary();
  const path = temporary.write("f", "12345");
  if (unix) Deno.chmodSync(path, 0o4751);
  Deno.utimeSync(path, 1000, 1_234_567.891);
  const identity = identityOf(Deno.lstatSync(path));
  const [entry] = found(path);
  assertEquals(entry, {
    kind: "file",
    path: "f",
    source: path,
    size: 5,
    mode: unix ? 0o751 : 0o644,
    mtime: 1_234_567_891,
    ...identity && { identity },
  });
});

Deno.test("names a root as the user named it", () => {
  using temporary = new Temporary();
  temporary.write("a/b/c");
  const name = (path: string) => rootsOf([path])[0]!.name;
  assertEquals(name(temporary.at("a/b")), "b");
  assertEquals(name(`${temporary.at("a/b")}/`), "b");
  assertEquals(name(`${temporary.at("a/b")}/.`), "b");
  assertEquals(name(`${temporary.at("a/b")}/..`), "a");
});

Deno.test({
  name: "follows a root that is a link, and keeps its name",
  ignore: !unix,
  fn() {
    using temporary = new Temporary();
    temporary.write("real/f");
    Deno.symlinkSync("real", temporary.at("link"));
    assertEquals(lines(temporary.at("link")), ["dir link", "file link/f"]);
  },
});

Deno.test("rejects missing paths, paths without a name, and two of one name", () => {
  using temporary = new Temporary();
  temporary.write("a/x");
  temporary.write("b/x");
  const codeOf = (...paths: string[]) => assertThrows(() => rootsOf(paths), CallerError).code;
  assertEquals(codeOf(temporary.at("nothing")), "no_input");
  assertEquals(codeOf("/"), "usage");
  assertEquals(codeOf(temporary.at("a/x"), temporary.at("b/x")), "usage");
  assertEquals(rootsOf([temporary.at("a"), temporary.at("b")]).length, 2);
});

Deno.test({
  name: "skips, keeps or follows links as requested",
  ignore: !unix,
  fn() {
    using temporary = new Temporary();
    temporary.write("t/d/f");
    temporary.write("outside/g");
    Deno.symlinkSync("d/f", temporary.at("t/inner"));
    Deno.symlinkSync("../outside", temporary.at("t/outer"));
    Deno.symlinkSync("nowhere", temporary.at("t/dangling"));
    const hint = "symbolic link (--symlinks keep or follow sends it)";
    assertEquals(
      lines(temporary.at("t")),
      [
        "dir t",
        "dir t/d",
        "file t/d/f",
        `skipped t/dangling: ${hint}`,
        `skipped t/inner: ${hint}`,
        `skipped t/outer: ${hint}`,
      ].sort((a, b) => order(a) < order(b) ? -1 : 1),
    );
    const kept = found(temporary.at("t"), { symlinks: "keep" });
    const inner = kept.find(({ path }) => path === "t/inner");
    assertEquals(inner?.kind === "link" && inner.target, "d/f");
    assertEquals(kept.find(({ path }) => path === "t/outer")?.kind, "skipped");
    assertEquals(lines(temporary.at("t"), { symlinks: "follow" }), [
      "dir t",
      "dir t/d",
      "file t/d/f",
      "skipped t/dangling: no such file or folder",
      "file t/inner",
      "dir t/outer",
      "file t/outer/g",
    ]);
  },
});

/** The path in a line. */
function order(line: string): string {
  return line.split(" ")[1]!.replace(/:$/, "");
}

Deno.test({
  name: "ends at links in a circle",
  ignore: !unix,
  fn() {
    using temporary = new Temporary();
    temporary.write("t/a/f");
    Deno.symlinkSync("..", temporary.at("t/a/up"));
    Deno.symlinkSync("self", temporary.at("t/self"));
    assertEquals(lines(temporary.at("t"), { symlinks: "follow" }), [
      "dir t",
      "dir t/a",
      "file t/a/f",
      "skipped t/a/up: link to a folder that it is in",
      "skipped t/self: its symbolic links form a loop",
    ]);
  },
});

Deno.test({
  name: "skips pipes, sockets and devices, and says what they are",
  ignore: !unix,
  fn() {
    using temporary = new Temporary();
    temporary.folder("t");
    new Deno.Command("mkfifo", { args: [temporary.at("t/pipe")] }).outputSync();
    using _socket = Deno.listen({ transport: "unix", path: temporary.at("t/socket") });
    assertEquals(lines(temporary.at("t")), [
      "dir t",
      "skipped t/pipe: FIFO",
      "skipped t/socket: socket",
    ]);
  },
});

Deno.test({
  name:
    "rejects a path that is neither a file nor a folder, or cannot be read, before anything else",
  ignore: Deno.build.os === "windows",
  fn() {
    using temporary = new Temporary();
    const made = new Deno.Command("mkfifo", { args: [temporary.at("pipe")] }).outputSync();
    assertEquals(made.success, true);
    const rejects = (path: string, text: string) => {
      const { code } = assertThrows(() => rootsOf([path]), CallerError, text);
      assertEquals(code, "no_input");
    };
    rejects("/dev/null", 'send "/dev/null": it is a device');
    rejects(temporary.at("pipe"), "it is a FIFO; pipe it in");
    const shared = assertThrows(() => rootsOf([temporary.at("pipe")], "share"), CallerError);
    assertEquals(shared.message.includes("sluice send"), false);
    const [open, read] = [Deno.openSync, Deno.readDirSync];
    const denied = () => {
      throw new Deno.errors.PermissionDenied("Permission denied (os error 13)");
    };
    try {
      // The tests may run as root, who may read everything.
      [Deno.openSync, Deno.readDirSync] = [denied, denied];
      rejects(temporary.write("file"), 'file": permission denied');
      rejects(temporary.folder("folder"), 'folder": permission denied');
    } finally {
      [Deno.openSync, Deno.readDirSync] = [open, read];
    }
  },
});

Deno.test({
  name: "skips a name that is not Unicode text, and finds the others",
  ignore: Deno.build.os !== "linux",
  fn() {
    using temporary = new Temporary();
    temporary.write("t/good");
    const made = new Deno.Command("sh", {
      args: ["-c", "printf x > \"$(printf 't/\\377bad')\""],
      cwd: temporary.path,
    }).outputSync();
    assertEquals(made.success, true);
    assertEquals(lines(temporary.at("t")), [
      "dir t",
      "file t/good",
      "skipped t/\ufffdbad: its name is not UTF-8",
    ]);
  },
});

Deno.test("skips excluded entries and their content", () => {
  using temporary = new Temporary();
  for (const path of ["t/keep/f", "t/drop/f", "t/keep/drop"]) temporary.write(path);
  const asked: string[] = [];
  const exclude = (path: string, isDirectory: boolean) => {
    asked.push(`${path}${isDirectory ? "/" : ""}`);
    return path.endsWith("drop");
  };
  assertEquals(lines(temporary.at("t"), { exclude }), ["dir t", "dir t/keep", "file t/keep/f"]);
  assertEquals(asked, ["t/", "t/drop/", "t/keep/", "t/keep/drop", "t/keep/f"]);
});

Deno.test("does not look at entries before they are requested", () => {
  using temporary = new Temporary();
  temporary.write("t/a");
  temporary.write("t/b");
  const entries = walk(rootsOf([temporary.at("t")]));
  entries.next();
  entries.next();
  Deno.removeSync(temporary.at("t/b"));
  const last = entries.next().value as SkippedEntry;
  assertEquals([last.kind, last.reason, last.failed], ["skipped", "no such file or folder", true]);
});

Deno.test("skips unfinished transfers, which a receiver would reject", () => {
  using temporary = new Temporary();
  temporary.write("t/.sluice-1/tree/x");
  temporary.write("t/d/.SLUICE-2");
  temporary.write("t/d/e");
  const reason = "names that begin with .sluice- are reserved for unfinished transfers";
  assertEquals(lines(temporary.at("t")), [
    "dir t",
    `skipped t/.sluice-1: ${reason}`,
    "dir t/d",
    `skipped t/d/.SLUICE-2: ${reason}`,
    "file t/d/e",
  ]);
});

Deno.test("advises to pipe in a path that the runtime does not open where it is sent", () => {
  const realPath = Deno.realPathSync;
  const cause = new Deno.errors.NotCapable('Requires all access to "/dev/shm/a", run again with …');
  Deno.realPathSync = () => {
    throw cause;
  };
  try {
    const why = "Deno does not open network shares, devices or system folders; use another folder";
    const textFor = (doing: "send" | "share") =>
      assertThrows(() => rootsOf(["a"], doing), CallerError).message;
    const advice = ", or pipe it in: sluice send - --name NAME";
    assertEquals(textFor("send"), `Cannot send "a": ${why}${advice}`);
    assertEquals(textFor("share"), `Cannot share "a": ${why}`);
  } finally {
    Deno.realPathSync = realPath;
  }
});
