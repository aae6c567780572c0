import { assertEquals } from "@std/assert";
import { foldName, sensitivePart } from "../../lib/file/sensitive_name.ts";

const TOP = [
  ".ssh/authorized_keys",
  ".bashrc",
  ".bash_aliases",
  ".gitconfig",
  ".pam_environment",
  ".inputrc",
  ".vimrc",
  ".vim/plugin/x.vim",
  ".tmux.conf",
  ".xsessionrc",
  ".config/autostart/x.desktop",
  ".local/bin/ls",
  ".a-program-of-next-year",
  "bin/ls",
  "autostart/x.desktop",
  "authorized_keys",
  "node_modules/x/index.js",
  "Library/LaunchAgents/x.plist",
  "Documents/PowerShell/profile.ps1",
  "go/bin/gofmt",
  "AUTORUN.INF",
];

for (const path of TOP) {
  Deno.test(`reports ${path}, which other programs read or run`, () => {
    const depth = /^(documents|go)\//i.test(path) ? 2 : 1;
    assertEquals(sensitivePart(path), path.split("/").slice(0, depth).join("/"));
  });
}

Deno.test("reports the folders of version control at every depth, also as files", () => {
  assertEquals(sensitivePart("a/b/.git/hooks/post-checkout"), "a/b/.git");
  assertEquals(sensitivePart("a/.git"), "a/.git");
  assertEquals(sensitivePart("a/.GIT/config"), "a/.GIT");
  assertEquals(sensitivePart("a/.g\u200cit/config"), "a/.g\u200cit");
  assertEquals(sensitivePart("a/\u2024git/config"), "a/\u2024git");
  assertEquals(sensitivePart("a/.hg/hgrc"), "a/.hg");
  assertEquals(sensitivePart("a/.jj/repo/config.toml"), "a/.jj");
});

Deno.test("recognizes a bare Git repository by its HEAD", () => {
  for (const os of ["linux", "darwin", "windows"]) {
    assertEquals(sensitivePart("HEAD", os), "HEAD");
    assertEquals(sensitivePart("project/HEAD", os), "project/HEAD");
    assertEquals(sensitivePart("project/HEAD.txt", os), undefined);
    // The destination's file system may ignore case, whatever the system is.
    assertEquals(sensitivePart("project/head", os), "project/head");
    assertEquals(sensitivePart("project/HE\u200cAD.", os), "project/HE\u200cAD.");
  }
});

const SAME: [string, string][] = [
  [".ſſh", ".ssh"],
  [".SSH", ".ssh"],
  [".ss\u200dh", ".ssh"],
  [".ss\u00adh", ".ssh"],
  ["\ufeff.ssh", ".ssh"],
  ["\uff0essh", ".ssh"],
  [".\uff33\uff33\uff28", ".ssh"],
  [".\u212Ashrc", ".kshrc"],
  ["bin.", "bin"],
  ["b\u00a0in\u00a0", "b in"],
  ["ﬁle", "file"],
];

for (const [name, same] of SAME) {
  Deno.test(`compares ${JSON.stringify(name)} as ${same}`, () => {
    assertEquals(foldName(name), same);
  });
}

Deno.test("reports names that differ only before folding", () => {
  for (const path of ["ＢＩＮ/ls", "BIN /ls", "b\u200bin/ls", "\u2024bashrc"]) {
    assertEquals(sensitivePart(path), path.split("/")[0], path);
  }
});

Deno.test("reports short names of NTFS on Windows only", () => {
  assertEquals(sensitivePart("BASHRC~1", "windows"), "BASHRC~1");
  assertEquals(sensitivePart("a/GIT~1/config", "windows"), "a/GIT~1");
  assertEquals(sensitivePart("BASHRC~1", "linux"), undefined);
});

Deno.test("does not report ordinary names, nor hidden ones in a folder", () => {
  const ordinary = ["a.txt", "photos/1.jpg", "project/.env", "project/.github/x.yml"];
  for (const path of [...ordinary, "project/bin/x", "Documents/a.txt", "größe/文件", "git"]) {
    assertEquals(sensitivePart(path), undefined, path);
  }
});
