import { assertEquals } from "@std/assert";
import { sharedTextAnswer } from "../../../lib/web/share/text_answer.ts";

/** The answer to a request whose response is delivered, or is not. */
async function asked(method: string, completed = Promise.resolve()) {
  const told: string[] = [];
  const context = {
    ...{ request: new Request("http://ada/~text", { method }), path: "~text" },
    ...{ query: new URLSearchParams(), language: "en" as const, peer: "tcp://192.0.2.8:1" },
    completed,
  };
  const answer = sharedTextAnswer(context, "ü\n", {
    observer: {
      event: ({ type }) => void told.push(type),
      begin: () => ({ add() {}, end() {} }),
    },
    onFetched: () => void told.push("fetched"),
  });
  await completed.catch(() => {});
  // The observer is told in a later turn.
  await Promise.resolve();
  return { status: answer.status, text: await answer.text(), told, headers: answer.headers };
}

Deno.test("tells when the text was fetched", async () => {
  const { status, text, told } = await asked("GET");
  assertEquals([status, text], [200, "ü\n"]);
  assertEquals(told, ["download_started", "download_done", "fetched"]);
});

Deno.test("a text that was not delivered is not fetched", async () => {
  const { told } = await asked("GET", Promise.reject(new Error("reset")));
  assertEquals(told, ["download_started", "download_cut"]);
});

Deno.test("HEAD has the headers of GET, and fetches nothing", async () => {
  const [head, get] = [await asked("HEAD"), await asked("GET")];
  assertEquals([head.status, head.text, head.told], [200, "", []]);
  assertEquals([...head.headers], [...get.headers]);
});

Deno.test("a text is only read", async () => {
  for (const method of ["POST", "PUT", "DELETE"]) {
    const { status, told } = await asked(method);
    assertEquals([status, told], [405, []]);
  }
});
