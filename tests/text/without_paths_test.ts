import { assertEquals } from "@std/assert";
import { withoutPaths } from "../../lib/text/without_paths.ts";

Deno.test("removes quoted absolute paths, and keeps names and relative paths", () => {
  const texts: [text: string, expected: string][] = [
    ['store in "/home/me/in": full', "store in …: full"],
    ['go on in "/a \\"b\\"/c": no', "go on in …: no"],
    ["lstat '/home/me/x'", "lstat …"],
    ['write in "C:\\\\Users\\\\me": no', "write in …: no"],
    ["open '\\\\server\\share\\x': no", "open …: no"],
    ['store "a/b:c": no', 'store "a/b:c": no'],
    ['store "a:b": no', 'store "a:b": no'],
    ["it's 1/2 of 'that'", "it's 1/2 of 'that'"],
  ];
  for (const [text, expected] of texts) assertEquals(withoutPaths(text), expected);
});
