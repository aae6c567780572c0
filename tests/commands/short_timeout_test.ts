import { assertEquals } from "@std/assert";
import { runSluice } from "./run_sluice.ts";

const here = ["--listen", "127.0.0.1:0"];

/** Commands that wait for peers until they are stopped. */
const WAITING = [
  ["send", "deno.json", "--plain", "--keep", ...here],
  ["receive", "--plain", ...here],
  ["share", "deno.json", ...here],
  ["drop", "docs", "--no-token", ...here],
  ["serve", "echo", ...here],
  ["listen", "--keep", "127.0.0.1:0"],
];

for (const words of WAITING) {
  Deno.test(`${words[0]} ends with a timeout that has passed before it listens`, async () => {
    const { code, err } = await runSluice([...words, "--timeout", "1ms"], { stdin: "null" });
    assertEquals(code, 75, err);
  });
}
