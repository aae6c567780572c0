import { assert, assertEquals, assertRejects } from "@std/assert";
import { ConnectionError, RefusedError } from "../../lib/errors.ts";
import type { Candidate } from "../../lib/discovery/find.ts";
import { within } from "../hostile/attack.ts";
import { CandidateRace, MAX_WRONG_CODES } from "../../lib/discovery/candidate_race.ts";
import { turn } from "../support/wait.ts";

const candidate = (host: string, instance = host, port = 1): Candidate => ({
  host,
  port,
  channel: 7,
  instance,
});
const wrong = () => new RefusedError("wrong_code", "Wrong code");
const never = (signal: AbortSignal) =>
  new Promise<string>((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));

Deno.test("resolves to the first success, and aborts the other attempts", async () => {
  let calledOff = 0;
  const race = new CandidateRace<string>({
    attempt: async ({ host }, { signal }) => {
      if (host === "right") return host;
      signal.addEventListener("abort", () => calledOff++);
      return await never(signal);
    },
  });
  for (const host of ["liar1", "liar2", "right"]) race.add(candidate(host));
  assertEquals(await race.result, "right");
  assertEquals(calledOff, 2);
  race.add(candidate("late"));
});

Deno.test("goes on while forged candidates do not answer", async () => {
  const race = new CandidateRace<string>({
    attempt: ({ host }) =>
      host === "right"
        ? Promise.resolve(host)
        : Promise.reject(new ConnectionError("unavailable", "connection refused")),
  });
  for (let i = 0; i < 40; i++) race.add(candidate(`liar${i}`));
  race.add(candidate("right"));
  assertEquals(await race.result, "right");
});

Deno.test("rejects with a wrong code if no other candidate is found within a second", async () => {
  const race = new CandidateRace<string>({ attempt: () => Promise.reject(wrong()) });
  race.add(candidate("a"));
  assertEquals((await assertRejects(() => race.result, RefusedError)).code, "wrong_code");
});

Deno.test("tries another sender on the channel after a wrong code", async () => {
  const race = new CandidateRace<string>({
    attempt: ({ host }, { proven }) => {
      proven();
      if (host === "b") return Promise.resolve(host);
      // After the wrong code was handled.
      void turn().then(() => race.add(candidate("b")));
      return Promise.reject(wrong());
    },
  });
  race.add(candidate("a"));
  assertEquals(await race.result, "b");
});

Deno.test("tries the addresses of one sender one after the other, each once", async () => {
  const tried: string[] = [];
  let active = 0;
  const race = new CandidateRace<string>({
    attempt: async ({ host }, { proven }) => {
      tried.push(host);
      assertEquals(++active, 1);
      proven();
      await turn();
      active--;
      throw wrong();
    },
  });
  const both = [candidate("192.0.2.1", "same"), candidate("fe80::1%eth0", "same")];
  // Discovery reports them repeatedly.
  const again = setInterval(() => both.forEach((one) => race.add(one)), 5);
  await assertRejects(() => race.result, RefusedError);
  clearInterval(again);
  assertEquals(tried, ["192.0.2.1", "fe80::1%eth0"]);
});

Deno.test("tries a sender again after its connection failed", async () => {
  const errors = [
    new ConnectionError("unavailable", "no answer"),
    new ConnectionError("cut", "the other side closed the connection; it may be busy"),
  ];
  const failed: unknown[] = [];
  const race = new CandidateRace<string>({
    attempt: ({ host }) => {
      const error = errors.shift();
      return error ? Promise.reject(error) : Promise.resolve(host);
    },
    onFailure: (_, error) => failed.push(error),
  });
  race.add(candidate("busy"));
  assertEquals(await race.result, "busy");
  assertEquals(failed.length, 2);
});

Deno.test("delays a wrong code for a busy sender, but not for an unreachable one", async () => {
  let busy = 2;
  const attempt = ({ host }: Candidate) => {
    if (host === "stranger") return Promise.reject(wrong());
    if (host === "gone" || busy-- > 0) return Promise.reject(new ConnectionError("cut", "busy"));
    return Promise.resolve(host);
  };
  const [found, lost] = [
    new CandidateRace<string>({ attempt }),
    new CandidateRace<string>({ attempt }),
  ];
  for (const host of ["stranger", "busy"]) found.add(candidate(host));
  for (const host of ["stranger", "gone"]) lost.add(candidate(host));
  assertEquals(await found.result, "busy");
  const end = lost.result.then(() => "found", (error) => error.code);
  assertEquals(await within(end, "the wrong code"), "wrong_code");
});

Deno.test("tries the sender although a host that copies its instance was rejected", async () => {
  const tried: string[] = [];
  const race = new CandidateRace<string>({
    attempt: ({ host }, { proven }) => {
      tried.push(host);
      // Both announce the instance, which the copy has queried.
      proven();
      return host === "owner" ? Promise.resolve(host) : Promise.reject(wrong());
    },
  });
  race.add(candidate("copy", "copied"));
  race.add(candidate("owner", "copied"));
  assertEquals(await race.result, "owner");
  assertEquals(tried, ["copy", "owner"]);
});

Deno.test("does not try a rejected host again at another port", async () => {
  const tried: number[] = [];
  const race = new CandidateRace<string>({
    attempt: ({ port }) => {
      tried.push(port);
      return Promise.reject(wrong());
    },
  });
  for (let port = 1; port <= 20; port++) race.add(candidate("liar", "copied", port));
  await assertRejects(() => race.result, RefusedError);
  assertEquals(tried, [1]);
});

Deno.test("drops failed ports of a host for a new one, and limits their number", async () => {
  const tried: number[] = [];
  const all = Promise.withResolvers<void>();
  const race = new CandidateRace<string>({
    attempt: ({ port }) => {
      tried.push(port);
      if (tried.length === 4) all.resolve();
      return port === 9
        ? Promise.resolve("found")
        : Promise.reject(new ConnectionError("unavailable", "connection refused"));
    },
  });
  for (const port of [1, 2, 3, 4]) race.add(candidate("host", `${port}`, port));
  await all.promise;
  race.add(candidate("host", "9", 9));
  assertEquals(await race.result, "found");
  assertEquals(tried.slice(0, 5), [1, 2, 3, 4, 9]);
});

Deno.test("tries the owner of an instance that a silent host has copied", async () => {
  const race = new CandidateRace<string>({
    attempt: async ({ host }, { proven, signal }) => {
      if (host === "mute") return await never(signal);
      if (host === "liar") throw wrong();
      proven();
      return host;
    },
  });
  race.add(candidate("mute", "copied"));
  race.add(candidate("liar", "copied"));
  race.add(candidate("owner", "copied"));
  assertEquals(await race.result, "owner");
});

Deno.test("limits the instances that a code is tried at", async () => {
  let tried = 0;
  const race = new CandidateRace<string>({
    attempt: () => {
      tried++;
      return Promise.reject(wrong());
    },
  });
  for (let i = 0; i < 50; i++) race.add(candidate(`liar${i}`));
  await assertRejects(() => race.result, RefusedError);
  assertEquals(tried, MAX_WRONG_CODES);
});

Deno.test("limits the candidates of one host", async () => {
  const tried: string[] = [];
  const race = new CandidateRace<string>({
    attempt: ({ host, port }) => {
      tried.push(`${host}:${port}`);
      return host === "right"
        ? Promise.resolve(host)
        : Promise.reject(new ConnectionError("unavailable", "refused"));
    },
  });
  for (let port = 1; port < 1000; port++) race.add(candidate("liar", `${port}`, port));
  race.add(candidate("right"));
  assertEquals(await race.result, "right");
  assert(tried.length < 8, tried.join());
});

Deno.test("rejects with the reason of stop", async () => {
  const race = new CandidateRace<string>({ attempt: (_, { signal }) => never(signal) });
  race.add(candidate("a"));
  race.stop(new ConnectionError("interrupted", "interrupted by SIGINT"));
  await assertRejects(() => race.result, ConnectionError, "interrupted");
});
