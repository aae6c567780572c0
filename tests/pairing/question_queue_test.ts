import { assertEquals, assertRejects } from "@std/assert";
import { QuestionQueue } from "../../lib/pairing/question_queue.ts";

Deno.test("asks one question at a time, taking the sources in turn", async () => {
  const questions = new QuestionQueue();
  const asked: string[] = [];
  let open = 0;
  const ask = (source: string) =>
    questions.ask(source, async () => {
      asked.push(source);
      assertEquals(++open, 1);
      await Promise.resolve();
      open--;
      return source;
    });
  const attacker = Array.from({ length: 5 }, () => ask("attacker"));
  const others = [ask("owner"), ask("owner"), ask("other")];
  assertEquals(await Promise.all([...attacker, ...others]), [
    ...Array(5).fill("attacker"),
    ...["owner", "owner", "other"],
  ]);
  const turns = ["attacker", "owner", "other", "attacker", "owner"];
  assertEquals(asked, [...turns, "attacker", "attacker", "attacker"]);
});

Deno.test("a question that fails does not end the others", async () => {
  const questions = new QuestionQueue();
  const failing = questions.ask("a", () => Promise.reject(new Error("no code")));
  const other = questions.ask("b", () => Promise.resolve(1));
  await assertRejects(() => failing, Error, "no code");
  assertEquals([await other, await questions.ask("a", () => Promise.resolve(2))], [1, 2]);
});
