import { assertEquals } from "@std/assert";
import { configInForce } from "../../scripts/closed_network.ts";
import { type Style, styleOf } from "../../lib/terminal/style.ts";

const NAMES: (keyof Style)[] = ["bold", "dim", "red", "green"];

Deno.test("returns text unchanged for a stream without colour", () => {
  for (const name of NAMES) assertEquals(styleOf(false)[name]("text"), "text");
});

Deno.test("styles text, and ends each style at its end", async () => {
  // In a program of its own, because the variable is read once.
  const source = `import { styleOf } from "${import.meta.resolve("../../lib/terminal/style.ts")}";
    const names = ${JSON.stringify(NAMES)};
    console.log(JSON.stringify(names.map((name) => styleOf(true)[name]("text"))));`;
  const styled = async (env: Record<string, string>) => {
    const { NO_COLOR: _, ...inherited } = Deno.env.toObject();
    const args = ["eval", "--quiet", `--config=${await configInForce()}`, source];
    const options = { args, env: { ...inherited, ...env }, clearEnv: true };
    const { stdout } = await new Deno.Command(Deno.execPath(), options).output();
    return JSON.parse(new TextDecoder().decode(stdout));
  };
  assertEquals(await styled({}), [
    "\x1b[1mtext\x1b[22m",
    "\x1b[2mtext\x1b[22m",
    "\x1b[31mtext\x1b[39m",
    "\x1b[32mtext\x1b[39m",
  ]);
  assertEquals(await styled({ NO_COLOR: "1" }), NAMES.map(() => "text"));
});
