/** `serve echo` compared with common alternatives. @module */

import { type Bench, type Goal, goal, type Part } from "./bench.ts";
import { requests } from "./echo_load.ts";
import { ASYNCIO_NAME, type EchoServer, echoServers } from "./echo_servers.ts";
import { groupMemory } from "./group_memory.ts";
import { inRounds, type Runs } from "./rounds.ts";
import { connections, IdleConnections } from "./socket_load.ts";
import { knownRatio, median, medianOfKnown, ratio } from "./statistics.ts";
import { TreeCpu } from "./tree_cpu.ts";

/** Connections that send requests concurrently. */
const PARALLEL = 50;
/** Requests per round and server. */
const REQUESTS = 100_000;
/** Requests before the first that count. */
const WARM_UP = 5000;
/** Bytes of a request of the client, and of its answer. */
const REQUEST_BYTES = 64;
/** Connections per round and server. */
const CONNECTIONS = 2000;
/** Requests to sluice's server while ten thousand other connections are open. */
const MANY_REQUESTS = 100_000;
/** Growth of memory between the first and the last of these requests, at most. */
const GROWTH = 1.25;

/** One round of a server. */
interface Measured {
  /** Seconds per request. */
  request: number;
  /** The server's processor seconds per request. */
  requestCpu: number | undefined;
  /** Seconds per connection. */
  connection: number;
  /** Bytes per idle connection; of the first round only. */
  memory?: number | undefined;
  /** Requests and connections that failed. */
  failed: number;
}

/** Requests, connections and memory. */
export const sockets: Part = {
  name: "sockets",
  summary: "serve echo: requests, connections, idle ones",
  async run(bench) {
    const servers = echoServers(bench);
    const outcome = await inRounds(
      bench,
      "",
      servers,
      (server, round) => measure(bench, server, round === 0),
    );
    const ours = outcome.results.find(({ name }) => name === servers[0]!.name);
    const asyncio = outcome.results.find(({ name }) => name === ASYNCIO_NAME);
    const failed = ours?.samples.reduce((sum, { failed }) => sum + failed, 0);
    const many = await manyAtOnce(bench, servers[0]!).catch((error: Error) => {
      if (bench.processes.stopped) throw error;
      const name = `${servers[0]!.name}, many connections`;
      outcome.failures.push({ name, ours: true, reason: error.message });
      return { goals: [], data: undefined };
    });
    return {
      title: `echo over loopback, ${REQUEST_BYTES} bytes, ${PARALLEL} at a time, ` +
        `${bench.rounds} rounds; requests by a client in ${bench.helpers.kind}`,
      head: [
        "",
        ...["requests/s", "ours is faster", "server CPU µs", "ours / theirs"],
        ...["connections/s", "ours is faster", "KiB an idle one", "failed"],
      ],
      rows: outcome.results.map((each) => row(each, ours)),
      goals: [
        goal(
          `requests/s of serve echo / ${ASYNCIO_NAME}`,
          ours && asyncio && ratio(of(ours, "request"), of(asyncio, "request")),
          "≥",
          1,
          ours && asyncio && knownRatio(of(asyncio, "requestCpu"), of(ours, "requestCpu")),
        ),
        goal("requests and connections of ours that failed", failed, "≤", 0),
        ...many.goals,
      ],
      failures: outcome.failures,
      data: { servers: outcome.results, many: many.data },
    };
  },
};

function of<K extends keyof Measured>({ samples }: Runs<Measured>, key: K): Measured[K][] {
  return samples.map((sample) => sample[key]);
}

function row(each: Runs<Measured>, ours: Runs<Measured> | undefined): string[] {
  const [request, connection, cpu] = [
    of(each, "request"),
    of(each, "connection"),
    medianOfKnown(of(each, "requestCpu")),
  ];
  const cpuRatio = ours && knownRatio(of(each, "requestCpu"), of(ours, "requestCpu"));
  const [{ memory } = {}] = each.samples;
  return [
    each.name,
    (1 / median(request)).toFixed(0),
    ours === undefined ? "" : ratio(of(ours, "request"), request).toFixed(2),
    cpu === undefined ? "" : (cpu * 1e6).toFixed(1),
    cpuRatio?.toFixed(2) ?? "",
    (1 / median(connection)).toFixed(0),
    ours === undefined ? "" : ratio(of(ours, "connection"), connection).toFixed(2),
    memory === undefined ? "?" : (memory / 1024).toFixed(1),
    String(of(each, "failed").reduce((sum, failed) => sum + failed, 0)),
  ];
}

async function measure(
  bench: Bench,
  server: EchoServer,
  withMemory: boolean,
): Promise<Measured> {
  const { port, process } = await server.start();
  try {
    // A warm-up run compiles the code and fills the pools.
    await requests(bench, port, PARALLEL, WARM_UP);
    const cpu = new TreeCpu(process.pid);
    const asked = await requests(bench, port, PARALLEL, REQUESTS);
    const taken = await cpu.taken();
    const connected = await connections(port, PARALLEL, CONNECTIONS);
    return {
      request: asked.seconds / asked.done,
      requestCpu: taken && taken / asked.done,
      connection: connected.seconds / connected.done,
      failed: asked.failed + connected.failed,
      ...withMemory && { memory: await memoryPerConnection(port, process.pid, server.idle) },
    };
  } finally {
    await bench.processes.end(process);
  }
}

async function memoryPerConnection(
  port: number,
  pid: number,
  count: number,
): Promise<number | undefined> {
  const idle = new IdleConnections();
  try {
    // The first connections allocate tables that all others share.
    await idle.open(port, 100);
    const before = groupMemory(pid);
    await idle.open(port, count);
    const after = groupMemory(pid);
    return before === undefined || after === undefined ? undefined : (after - before) / count;
  } finally {
    idle.close();
  }
}

/** Keeps ten thousand connections open while a hundred thousand requests are answered. */
async function manyAtOnce(
  bench: Bench,
  server: EchoServer,
): Promise<{ goals: Goal[]; data: unknown }> {
  const { processes, say } = bench;
  const { port, process } = await server.start();
  const idle = new IdleConnections();
  const memory: (number | undefined)[] = [];
  let failed = 0;
  try {
    say(`${server.idle} idle connections and ${MANY_REQUESTS} requests`);
    await idle.open(port, server.idle);
    for (let tenth = 0; tenth < 10; tenth++) {
      failed += (await requests(bench, port, PARALLEL, MANY_REQUESTS / 10)).failed;
      memory.push(groupMemory(process.pid));
    }
    const alive = await idle.alive();
    const goals = [
      goal(
        `requests failed of ${MANY_REQUESTS} beside ${server.idle} idle connections`,
        failed,
        "≤",
        0,
      ),
      goal(`idle connections that were lost`, server.idle - alive, "≤", 0),
    ];
    const [first, last] = [memory[1], memory.at(-1)];
    if (first !== undefined && last !== undefined) {
      goals.push(goal("memory after the last tenth / after the second", last / first, "≤", GROWTH));
    }
    return { goals, data: { idle: server.idle, alive, requests: MANY_REQUESTS, failed, memory } };
  } finally {
    idle.close();
    await processes.end(process);
  }
}
