import { assertEquals, assertRejects } from "@std/assert";
import { CallerError } from "../../lib/errors.ts";
import { MIN_SECRET_LENGTH, readSecretFile } from "../../lib/file/secret_file.ts";
import { Temporary } from "./temporary.ts";

const SHORTEST = "s".repeat(MIN_SECRET_LENGTH);

/** Reads a secret where nothing is on standard input. */
const read = (path: string) => readSecretFile(path, ReadableStream.from([]));

Deno.test("reads a secret without the line end at its end", async () => {
  using temporary = new Temporary();
  for (const end of ["", "\n", "\r\n"]) {
    const { secret } = await read(temporary.write("secret", `${SHORTEST}${end}`));
    assertEquals(new TextDecoder().decode(secret), SHORTEST);
  }
});

Deno.test("rejects a secret that is too short, too long or not there, and does not show it", async () => {
  using temporary = new Temporary();
  const files: [name: string, content: string | undefined, code: string][] = [
    ["short", SHORTEST.slice(1), "usage"],
    ["short with a line end", `${SHORTEST.slice(1)}\n`, "usage"],
    ["empty", "", "usage"],
    ["blanks", " ".repeat(20), "usage"],
    ["a blank at the end", `${SHORTEST.slice(1)} `, "usage"],
    ["invisible", `${SHORTEST.slice(1)}\u200b\0`, "usage"],
    ["decomposed", "e\u0301".repeat(8), "usage"],
    ["pairs of surrogates", "😀".repeat(8), "usage"],
    ["long", "s".repeat(4097), "usage"],
    ["missing", undefined, "no_input"],
  ];
  for (const [name, content, code] of files) {
    if (content !== undefined) temporary.write(name, content);
    const error = await assertRejects(() => read(temporary.at(name)), CallerError);
    assertEquals([error.code, error.message.includes("sss")], [code, false], name);
  }
});

Deno.test({
  name: "reports whether other users may read a secret file",
  ignore: Deno.build.os === "windows",
  async fn() {
    using temporary = new Temporary();
    const path = temporary.write("secret", SHORTEST);
    for (const [mode, others] of [[0o600, false], [0o640, true], [0o604, true], [0o644, true]]) {
      Deno.chmodSync(path, mode as number);
      const { readableByOthers } = await read(path);
      assertEquals(readableByOthers, others as boolean, (mode as number).toString(8));
    }
  },
});
