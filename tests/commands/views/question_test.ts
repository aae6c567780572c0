import { assertEquals, assertRejects } from "@std/assert";
import { askOne, askYes } from "../../../commands/views/question.ts";
import { LocalError } from "../../../lib/errors.ts";
import type { AskOptions, Terminal } from "../../../lib/terminal/terminal.ts";

const { signal } = new AbortController();
const CHOICES = ["skip", "rename", "no"] as const;

/** A terminal that gives these answers, and records what it shows and whether it asks again. */
function answering(...answers: (string | undefined)[]) {
  const shown: string[] = [];
  const again: (boolean | undefined)[] = [];
  const terminal = {
    warn: (line: string) => void shown.push(line),
    ask(_question: string, _signal: AbortSignal, options: AskOptions) {
      again.push(options.again);
      return Promise.resolve(answers.shift());
    },
  } as unknown as Terminal;
  return { options: { terminal, signal }, shown, again };
}

for (
  const [answer, choice] of [
    ["s", "skip"],
    [" RENAME ", "rename"],
    ["n", "no"],
    ["", "no"],
  ] as const
) {
  Deno.test(`takes ${JSON.stringify(answer)} for ${choice}`, async () => {
    assertEquals(await askOne("? ", CHOICES, answering(answer).options), choice);
  });
}

Deno.test("asks again after an unclear answer, and keeps what was typed after it", async () => {
  const { options, shown, again } = answering("what", "ye", "yes!", "y");
  await askYes("Receive?", options);
  assertEquals(shown, Array(3).fill("Please answer yes or no"));
  assertEquals(again, [false, true, true, true]);
});

Deno.test("takes the end of the input for a no, and says so", async () => {
  const error = await assertRejects(() => askYes("?", answering(undefined).options), LocalError);
  assertEquals([error.code, error.message], [
    "declined",
    "No answer, because the input ended; nothing was received",
  ]);
});

Deno.test("declines after a no", async () => {
  const error = await assertRejects(() => askYes("?", answering("n").options), LocalError);
  assertEquals([error.code, error.message], ["declined", "Declined; nothing was received"]);
});
