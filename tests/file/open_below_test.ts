import { assertEquals, assertThrows } from "@std/assert";
import { join } from "node:path";
import { openBelow } from "../../lib/file/open_below.ts";
import { temporaryFolder } from "../support/folder.ts";

/** A folder `shared` with `sub/file`, and `secret/file` beside it. */
async function withFolder(use: (shared: string) => void): Promise<void> {
  await using folder = await temporaryFolder();
  for (const name of ["shared/sub", "secret"]) {
    await Deno.mkdir(join(folder.path, name), { recursive: true });
    await Deno.writeTextFile(join(folder.path, name, "file"), name);
  }
  use(join(folder.path, "shared"));
}

/** The content of a file; undefined where it is not opened. */
function read(folder: string, path: string): string | undefined {
  const file = openBelow(folder, path);
  if (file === undefined) return undefined;
  try {
    const buffer = new Uint8Array(100);
    return new TextDecoder().decode(buffer.subarray(0, file.readSync(buffer) ?? 0));
  } finally {
    file.close();
  }
}

/** Calls `swap` once, just before a file is opened. */
function beforeOpening(swap: () => void, act: () => void): void {
  const { openSync } = Deno;
  const swapped: typeof Deno.openSync = (path, options) => {
    Object.assign(Deno, { openSync });
    swap();
    return openSync(path, options);
  };
  Object.assign(Deno, { openSync: swapped });
  try {
    act();
  } finally {
    Object.assign(Deno, { openSync });
  }
}

Deno.test("opens plain files below a folder, and a file that is the root itself", async () => {
  await withFolder((shared) => {
    assertEquals(read(shared, "sub/file"), "shared/sub");
    assertEquals(read(join(shared, "sub/file"), ""), "shared/sub");
    for (const path of ["", "sub", "none", "sub/file/below"]) {
      assertEquals(read(shared, path), undefined, path);
    }
  });
});

Deno.test("opens no link, and nothing behind one, also where it stays inside", async () => {
  await withFolder((shared) => {
    Deno.symlinkSync("../secret", join(shared, "out"));
    Deno.symlinkSync("sub", join(shared, "inside"));
    Deno.symlinkSync("sub/file", join(shared, "file"));
    for (const path of ["out/file", "inside/file", "file"]) {
      assertEquals(read(shared, path), undefined, path);
    }
  });
});

Deno.test("opens nothing through a folder that is replaced by a link before opening", async () => {
  await withFolder((shared) => {
    const swap = () => {
      Deno.renameSync(join(shared, "sub"), join(shared, "aside"));
      Deno.symlinkSync("../secret", join(shared, "sub"));
    };
    beforeOpening(swap, () => assertEquals(read(shared, "sub/file"), undefined));
  });
});

Deno.test("opens no file that takes the name before opening", async () => {
  await withFolder((shared) => {
    const path = join(shared, "sub/file");
    const swap = () => {
      // Kept under another name, because the inode number of a removed file may be reused.
      Deno.renameSync(path, `${path} before`);
      Deno.writeTextFileSync(path, "other");
    };
    beforeOpening(swap, () => assertEquals(read(shared, "sub/file"), undefined));
  });
});

Deno.test("reports a file that cannot be opened", async () => {
  await withFolder((shared) => {
    const swap = () => Deno.removeSync(join(shared, "sub/file"));
    beforeOpening(swap, () => {
      assertThrows(() => openBelow(shared, "sub/file"), Deno.errors.NotFound);
    });
  });
});
