import { assertEquals } from "@std/assert";
import { runRounds, summaryText } from "./run_rounds.ts";

Deno.test(
  "thirty broken transfers end whole, with nothing wrong on the way",
  { timeout: 600_000 },
  async () => {
    const summary = await runRounds({ rounds: 30, seed: 1 });
    assertEquals(summary.failures, [], `${summary.failures.join("\n\n")}\n${summaryText(summary)}`);
  },
);
