import { assertEquals, assertRejects } from "@std/assert";
import { AllAttemptsFailed, interleaved, raceConnect } from "../../lib/socket/happy_eyeballs.ts";

const never = new AbortController().signal;

/** Connects after a number of milliseconds, never, or with an error. */
function network(table: Record<string, number | "silent" | "refused">) {
  const tried: string[] = [];
  const stopped: string[] = [];
  const connect = (host: string, signal: AbortSignal) => {
    tried.push(host);
    const behaviour = table[host];
    return new Promise<string>((resolve, reject) => {
      if (behaviour === "refused") return reject(new Error("refused"));
      if (typeof behaviour === "number") {
        setTimeout(() => resolve(host), behaviour);
        return;
      }
      signal.addEventListener("abort", () => {
        stopped.push(host);
        reject(signal.reason);
      });
    });
  };
  return { tried, stopped, connect };
}

Deno.test("alternates the families, beginning with that of the first address", () => {
  assertEquals(interleaved(["::1", "::2", "10.0.0.1"]), ["::1", "10.0.0.1", "::2"]);
  assertEquals(interleaved(["10.0.0.1", "10.0.0.2", "::1"]), ["10.0.0.1", "::1", "10.0.0.2"]);
  assertEquals(interleaved([]), []);
});

Deno.test("tries the second address after the attempt delay if the first does not answer", async () => {
  const { connect, stopped } = network({ "::1": "silent", "127.0.0.1": 0 });
  const won = await raceConnect(["::1", "127.0.0.1"], {
    connect,
    discard: () => {},
    signal: never,
    delay: 10,
  });
  assertEquals([won, stopped], ["127.0.0.1", ["::1"]]);
});

Deno.test("tries the next address at once after a refusal", async () => {
  const { connect, tried } = network({ a: "refused", b: "refused", c: 0 });
  const started = performance.now();
  const won = await raceConnect(["a", "b", "c"], {
    connect,
    discard: () => {},
    signal: never,
    delay: 60_000,
  });
  assertEquals([won, tried], ["c", ["a", "b", "c"]]);
  assertEquals(performance.now() - started < 30_000, true);
});

Deno.test("keeps all failures in their order", async () => {
  const { connect } = network({ a: "refused", b: "refused" });
  const options = { connect, discard: () => {}, signal: never };
  const error = await assertRejects(() => raceConnect(["a", "b"], options), AllAttemptsFailed);
  assertEquals(error.attempts.map(({ host }) => host), ["a", "b"]);
});

Deno.test("reports pending attempts as failures at the timeout", async () => {
  const { connect } = network({ a: "refused", b: "silent" });
  const signal = AbortSignal.timeout(20);
  const options = { connect, discard: () => {}, signal };
  const error = await assertRejects(() => raceConnect(["a", "b"], options), AllAttemptsFailed);
  assertEquals(error.attempts.map(({ host }) => host), ["a", "b"]);
});

Deno.test("closes a connection that was made too late", async () => {
  const discarded: string[] = [];
  let finishSecond = (_: string) => {};
  const won = await raceConnect<string>(["a", "b"], {
    // Ignores its signal, as some system calls do.
    connect: (host) =>
      host === "a" ? new Promise((resolve) => finishSecond = resolve) : Promise.resolve(host),
    discard: (host) => void discarded.push(host),
    signal: never,
    delay: 1,
  });
  assertEquals(won, "b");
  finishSecond("a");
  await Promise.resolve();
  await Promise.resolve();
  assertEquals(discarded, ["a"]);
});
