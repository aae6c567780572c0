import { assertEquals } from "@std/assert";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { checkProtocol } from "../../scripts/check_protocol.ts";

const PROJECT = fileURLToPath(new URL("../../", import.meta.url));
const PAGE = "lib/frame/PROTOCOL.md";

/** A copy of what the check reads, in which one text is replaced by another. */
async function tree(path: string, from: string | RegExp, to: string): Promise<string> {
  const root = await Deno.makeTempDir({ prefix: "protocol-" });
  await Deno.mkdir(join(root, "lib/channel"), { recursive: true });
  for (const folder of ["lib/frame", "lib/digest", "lib/text"]) {
    await Deno.mkdir(join(root, folder), { recursive: true });
    for (const { name } of Deno.readDirSync(join(PROJECT, folder))) {
      await Deno.copyFile(join(PROJECT, folder, name), join(root, folder, name));
    }
  }
  for (const file of ["lib/errors.ts", "lib/limits.ts", "lib/bytes.ts", "lib/channel/preface.ts"]) {
    await Deno.copyFile(join(PROJECT, file), join(root, file));
  }
  const text = await Deno.readTextFile(join(root, path));
  // The columns of a table are wider or narrower as its content changes.
  const before = path === PAGE ? text.replaceAll(/ +/g, " ") : text;
  const after = before.replace(from, to);
  if (before === after && from !== "") throw new Error(`${path} has no ${from}`);
  await Deno.writeTextFile(join(root, path), after);
  return root;
}

async function complaints(path: string, from: string | RegExp, to: string): Promise<string[]> {
  const root = await tree(path, from, to);
  try {
    return await checkProtocol(root);
  } finally {
    await Deno.remove(root, { recursive: true });
  }
}

Deno.test("the page and the program agree", async () => {
  assertEquals(await checkProtocol(PROJECT), []);
  assertEquals(await complaints(PAGE, "", ""), []);
});

const DISAGREEMENTS: [path: string, from: string | RegExp, to: string, expected: string[]][] = [
  [PAGE, "`53 4c", "`53 4d", [
    "preface: magic: the page says 53 4d 55 49 43 45 0d 0a, the program 53 4c 55 49 43 45 0d 0a",
  ]],
  [PAGE, "highest version spoken: 2", "highest version spoken: 3", [
    "preface: highest version: the page says 3, the program 2",
    "preface: highest version sent: the page says 3, the program 2",
  ]],
  [PAGE, "0 plain, 1 code", "0 code, 1 plain", [
    "preface: security: the page says code 0, plain 1, the program plain 0, code 1",
  ]],
  [PAGE, "send 12 bytes", "send 13 bytes", [
    "preface: bytes in words: the page says 13, the program 12",
  ]],
  [PAGE, "| 1 | 3 | reserved", "| 1 | 4 | reserved", [
    "frame header: bytes: the page says 9, the program 8",
  ]],
  [PAGE, "| 6 | end ", "| 16 | end ", [
    "frame types: end 6 is not on the page",
    "frame types: end 16 is not in the program",
  ]],
  [PAGE, "1 to 1048576", "1 to 1048577", [
    "frame type data: the page says 1 to 1048577 bytes, the program refuses 1048577",
  ]],
  [PAGE, "| 14 | ping | both | empty | 0 |", "| 14 | ping | both | JSON | 1 to 9 |", [
    "frame type ping: the page says 1 to 9 bytes, the program accepts 0",
    "frame type ping: the page says 1 to 9 bytes, the program refuses 1",
    "frame type ping: the page says 1 to 9 bytes, the program refuses 9",
  ]],
  [PAGE, "| 2 | sha1 | 20 |", "| 2 | sha1 | 21 |", [
    "digests: sha1 2, 20 bytes is not on the page",
    "digests: sha1 2, 21 bytes is not in the program",
  ]],
  [PAGE, /\| busy \|.*\n/, "", ["error codes: busy is not on the page"]],
  [PAGE, /A\s+path\s+longer\s+than\s+3072/, "A path longer than 3071", [
    '"A path longer than (\\d+) bytes": the page says 3071, the program 3072',
  ]],
  ["lib/limits.ts", "KEEP_ALIVE_INTERVAL = 10", "KEEP_ALIVE_INTERVAL = 20", [
    "keep-alive: the page promises one every 15 seconds, the program sends one every 20",
  ]],
  ["lib/digest/md5.ts", /wireId: \d+/, "wireId: 9", [
    "digests: md5 9, 16 bytes is not on the page",
    "digests: md5 4, 16 bytes is not in the program",
  ]],
];

for (const [path, from, to, expected] of DISAGREEMENTS) {
  Deno.test(`a disagreement is found in ${path}: ${from}, now ${to || "gone"}`, async () => {
    assertEquals(await complaints(path, from, to), expected);
  });
}

Deno.test("the program fails on a disagreement and names it", async () => {
  const root = await tree(PAGE, "| 1 | hello |", "| 1 | hallo |");
  try {
    const script = fileURLToPath(new URL("../../scripts/check_protocol.ts", import.meta.url));
    const { code, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", "--no-config", "--no-check", script, root],
    }).output();
    assertEquals([code, new TextDecoder().decode(stderr)], [
      1,
      "PROTOCOL.md: frame types: hello 1 is not on the page\n" +
      "PROTOCOL.md: frame types: hallo 1 is not in the program\n",
    ]);
  } finally {
    await Deno.remove(root, { recursive: true });
  }
});
