import { assertEquals } from "@std/assert";
import { looksLikeAddress } from "../../lib/cli/looks_like_address.ts";

const CASES: Record<string, boolean> = {
  "127.0.0.1": true,
  "127.0.0.1:0": true,
  ":7584": true,
  "localhost:7584": true,
  "[::1]": true,
  "[::1]:80": true,
  "[fe80::1%eth0]:80": true,
  "::1": true,
  "fe80::1%eth0": true,
  "udp://localhost:80": true,
  "unix:/tmp/a": true,
  "http://localhost:80": false,
  "localhost": false,
  "file.txt": false,
  "a:b": false,
  "./a:80": false,
  "dir/a:80": false,
  "1.2.3": false,
  "[x]": false,
  "": false,
  "-": false,
};

for (const [word, expected] of Object.entries(CASES)) {
  Deno.test(`takes ${word || "nothing"} ${expected ? "for" : "not for"} an address`, () => {
    assertEquals(looksLikeAddress(word), expected);
  });
}
