import { assertEquals, assertThrows } from "@std/assert";
import { LocalError, ProtocolError } from "../../../lib/errors.ts";
import { judgeTarget } from "../../../lib/file/link_target.ts";
import { makeLink } from "../../../lib/file/staging/make_link.ts";
import { peerPath, safePath } from "../../../lib/file/safe_path.ts";
import { Temporary } from "../temporary.ts";

Deno.test({
  name: "rejects a link that would lead out through an existing link",
  ignore: Deno.build.os === "windows",
  fn() {
    using temporary = new Temporary();
    temporary.write("secret/key", "secret");
    const into = temporary.folder("into");
    temporary.folder("into/h");
    Deno.symlinkSync(temporary.at("secret"), `${into}/h/out`);
    Deno.symlinkSync("../../nothing", `${into}/h/nowhere`);
    for (const target of ["out", "out/key", "out/none-yet", "nowhere", "nowhere/x"]) {
      assertThrows(
        () => makeLink(into, safePath("h/x"), target, "overwrite"),
        LocalError,
        "lead it out of the destination",
        target,
      );
    }
    assertEquals([...Deno.readDirSync(`${into}/h`)].map(({ name }) => name).sort(), [
      "nowhere",
      "out",
    ]);
  },
});

Deno.test({
  name: "creates links to entries inside, to missing ones, and to other links inside",
  ignore: Deno.build.os === "windows",
  fn() {
    using temporary = new Temporary();
    const into = temporary.folder("into");
    temporary.write("into/h/d/file", "x");
    for (
      const [path, target] of [
        ["h/a", "d/file"],
        ["h/b", "a"],
        ["h/c", "none-yet"],
        ["h/e", "none-yet/deep"],
        ["h/d/f", "../b"],
        ["h/self", "self"],
      ] as const
    ) {
      assertEquals(makeLink(into, safePath(path), target, "refuse"), true, path);
      assertEquals(Deno.readLinkSync(`${into}/${path}`), target);
    }
  },
});

Deno.test("rejects a link that climbs out of its top-level folder", () => {
  for (const [path, target] of [["h/x", ".."], ["h/x", "../y"], ["h/d/x", "../../y"], ["x", "y"]]) {
    assertThrows(() => judgeTarget(peerPath(path!), target!), ProtocolError, "outside its folder");
  }
  for (const [path, target] of [["h/d/x", "../y"], ["h/x", "y"], ["h/d/e/x", "../../y"]]) {
    judgeTarget(peerPath(path!), target!);
  }
});

Deno.test({
  name: "replaces a file by a link only where the policy allows it, and never a folder",
  ignore: Deno.build.os === "windows",
  fn() {
    using temporary = new Temporary();
    const into = temporary.folder("into");
    temporary.write("into/h/file", "mine");
    temporary.folder("into/h/folder");
    assertThrows(
      () => makeLink(into, safePath("h/file"), "other", "refuse"),
      LocalError,
      "already exists",
    );
    assertEquals(makeLink(into, safePath("h/file"), "other", "skip"), false);
    assertEquals(temporary.read("into/h/file"), "mine");
    assertThrows(
      () => makeLink(into, safePath("h/folder"), "x", "overwrite"),
      LocalError,
      "already exists",
    );
    assertEquals(makeLink(into, safePath("h/file"), "other", "overwrite"), true);
    assertEquals(Deno.readLinkSync(`${into}/h/file`), "other");
  },
});

Deno.test({
  name: "gives a link a free name where its own is taken and the policy is rename",
  ignore: Deno.build.os === "windows",
  fn() {
    using temporary = new Temporary();
    const into = temporary.folder("into");
    temporary.write("into/h/l.txt", "mine");
    Deno.symlinkSync("l.txt", `${into}/h/l (1).txt`);
    assertEquals(makeLink(into, safePath("h/l.txt"), "target", "rename"), true);
    assertEquals(Deno.readLinkSync(`${into}/h/l (2).txt`), "target");
    assertEquals(Deno.readLinkSync(`${into}/h/l (1).txt`), "l.txt");
    assertEquals(temporary.read("into/h/l.txt"), "mine");
  },
});
