/** Zip archives, as other programs read them. @module */

import { assertEquals, assertMatch, assertRejects } from "@std/assert";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import { joined } from "../../../lib/web/share/joined.ts";
import { type ZipEntry, zipped } from "../../../lib/web/share/zip.ts";
import { temporaryFolder } from "../../support/folder.ts";
import { needs } from "../../support/needs.ts";
import { tool } from "../serving.ts";

const TIME = Date.UTC(2024, 1, 29, 13, 37, 43);

const file = (path: string, text: string, more: Partial<ZipEntry> = {}): ZipEntry => {
  const bytes = new TextEncoder().encode(text);
  async function* content() {
    yield await Promise.resolve(bytes);
  }
  return {
    path,
    kind: "file",
    mode: 0o640,
    mtime: TIME,
    size: bytes.length,
    content: content(),
    ...more,
  };
};
const folder = (path: string): ZipEntry => ({
  path,
  kind: "dir",
  mode: 0o750,
  mtime: TIME,
  size: 0,
});

async function* listed(entries: Iterable<ZipEntry>): AsyncGenerator<ZipEntry> {
  for (const entry of entries) yield await Promise.resolve(entry);
}

async function write(path: string, entries: Iterable<ZipEntry>): Promise<void> {
  using out = await Deno.open(path, { write: true, create: true });
  for await (const piece of joined(zipped(listed(entries), crc32), 65536)) {
    for (let at = 0; at < piece.length;) at += await out.write(piece.subarray(at));
  }
}

needs(
  "unzip",
  "unzip restores names, empty folders, modes and times in any time zone",
  async () => {
    await using place = await temporaryFolder();
    const path = join(place.path, "a.zip");
    await write(path, [
      folder("ä/"),
      folder("ä/空/"),
      file("ä/é 😀.txt", "hello\n"),
      file("none", ""),
    ]);
    for (const zone of ["UTC", "Asia/Tokyo", "America/New_York"]) {
      const out = join(place.path, zone.replace("/", " "));
      const env = ["env", `TZ=${zone}`, "LC_ALL=C.UTF-8", "unzip", "-q", path, "-d", out];
      const { code, err } = await tool(env[0]!, env.slice(1));
      assertEquals([code, err], [0, ""]);
      assertEquals(await Deno.readTextFile(join(out, "ä/é 😀.txt")), "hello\n");
      assertEquals([...Deno.readDirSync(join(out, "ä/空"))], []);
      const info = await Deno.stat(join(out, "ä/é 😀.txt"));
      assertEquals([info.mtime?.getTime(), info.mode! & 0o777], [TIME, 0o640], zone);
      const above = await Deno.stat(join(out, "ä"));
      assertEquals([above.mtime?.getTime(), above.mode! & 0o777], [TIME, 0o750], zone);
    }
  },
);

needs("unzip python3", "more entries than the old format counts are all read", async () => {
  await using place = await temporaryFolder();
  const path = join(place.path, "many.zip");
  const count = 70_000;
  function* entries() {
    for (let i = 0; i < count; i++) yield file(`many/${i}`, String(i));
  }
  await write(path, entries());
  const { out } = await tool("zipinfo", ["-t", path]);
  assertMatch(out, new RegExp(`^${count} files, `));
  assertEquals((await tool("unzip", ["-p", path, `many/${count - 1}`])).out, String(count - 1));
  assertEquals((await tool("unzip", ["-tqq", path])).code, 0);
  const script =
    "import sys,zipfile\nz=zipfile.ZipFile(sys.argv[1])\nprint(len(z.infolist()), z.testzip())";
  assertEquals((await tool("python3", ["-c", script, path])).out, `${count} None\n`);
});

for (const count of [65_534, 65_535]) {
  needs("python3", `an archive of ${count} entries is read`, async () => {
    await using place = await temporaryFolder();
    const path = join(place.path, "edge.zip");
    await write(path, Array.from({ length: count }, (_, i) => folder(`${i}/`)));
    const script = "import sys,zipfile\nprint(len(zipfile.ZipFile(sys.argv[1]).infolist()))";
    assertEquals((await tool("python3", ["-c", script, path])).out, `${count}\n`);
  });
}

needs("unzip python3", "a file beyond 4 GiB and one behind it are read", async () => {
  await using place = await temporaryFolder();
  const path = join(place.path, "large.zip");
  const size = 2 ** 32 + 5;
  const piece = new Uint8Array(16 * 2 ** 20);
  async function* zeros() {
    for (let left = size; left > 0; left -= piece.length) {
      yield await Promise.resolve(piece.subarray(0, Math.min(left, piece.length)));
    }
  }
  const entries = [file("large", "", { size, content: zeros() }), file("small", "behind\n")];
  // Zeros become holes, so that the archive takes no room on the disk.
  using out = await Deno.open(path, { write: true, create: true });
  let at = 0;
  for await (const bytes of zipped(listed(entries), crc32)) {
    if (bytes.buffer !== piece.buffer) {
      await out.seek(at, Deno.SeekMode.Start);
      assertEquals(await out.write(bytes), bytes.length);
    }
    at += bytes.length;
  }
  const { out: shown } = await tool("zipinfo", ["-l", path]);
  assertMatch(shown, new RegExp(`^-rw-r----- .* ${size} .* large$`, "m"));
  assertEquals((await tool("unzip", ["-p", path, "small"])).out, "behind\n");
  // Reading all of it, to compare its checksum, takes ten seconds.
  const script = "import sys,zipfile\nz=zipfile.ZipFile(sys.argv[1])\n" +
    "print([(i.filename,i.file_size) for i in z.infolist()], z.read('small'))\n" +
    "print('%x' % z.getinfo('large').CRC, len(z.open('large').read(9)))";
  const read = await tool("python3", ["-c", script, path]);
  // By zlib.
  const sum = "b1c2a1a3";
  assertEquals(read.out, `[('large', ${size}), ('small', 7)] b'behind\\n'\n${sum} 9\n`, read.err);
});

needs("unzip", "times outside the formats do not end an archive", async () => {
  await using place = await temporaryFolder();
  const path = join(place.path, "old.zip");
  const times = [Date.UTC(1950, 0), 0, Date.UTC(2040, 0), Date.UTC(2500, 0), -1e15];
  await write(path, times.map((mtime, i) => file(`${i}`, "x", { mtime })));
  assertEquals((await tool("unzip", ["-tqq", path])).code, 0);
});

Deno.test("rejects content of another size than announced, and a path that is too long", async () => {
  const take = async (entry: ZipEntry) => {
    for await (const _ of zipped(listed([entry]), crc32));
  };
  await assertRejects(() => take(file("a", "abc", { size: 2 })), Error, "another size");
  await assertRejects(() => take(file("a".repeat(65_536), "")), Error, "too long");
});
