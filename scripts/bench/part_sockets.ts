/** `serve echo` compared with common alternatives. @module */

import { type Bench, type Goal, goal, type Part } from "./bench.ts";
import { type EchoServer, echoServers } from "./echo_servers.ts";
import { groupMemory } from "./group_memory.ts";
import { connections, IdleConnections, requests } from "./socket_load.ts";
import { median, ratio } from "./statistics.ts";

/** Connections that send requests concurrently. */
const PARALLEL = 50;
/** Requests per round and server. */
const REQUESTS = 20_000;
/** Connections per round and server. */
const CONNECTIONS = 2000;
/** Requests to sluice's server while ten thousand other connections are open. */
const MANY_REQUESTS = 100_000;
/** Growth of memory between the first and the last of these requests, at most. */
const GROWTH = 1.25;

interface Measured {
  name: string;
  /** Seconds per request, by round. */
  request: number[];
  /** Seconds per connection, by round. */
  connection: number[];
  /** Bytes per idle connection. */
  memory: number | undefined;
  failed: number;
}

/** Requests, connections and memory. */
export const sockets: Part = {
  name: "sockets",
  summary: "serve echo: requests, connections, idle ones",
  async run(bench) {
    const servers = echoServers(bench);
    const results = servers.map(({ name }): Measured => ({
      name,
      request: [],
      connection: [],
      memory: undefined,
      failed: 0,
    }));
    for (let round = 0; round < bench.rounds; round++) {
      for (const [at, server] of servers.entries()) {
        bench.say(`round ${round + 1} of ${bench.rounds}: ${server.name}`);
        await measure(bench, server, results[at]!, round === 0);
      }
    }
    const many = await manyAtOnce(bench, servers[0]!);
    const ours = results[0]!;
    return {
      title: `echo over loopback, ${PARALLEL} at a time, ${bench.rounds} rounds`,
      head: [
        "",
        "requests/s",
        "ours is faster",
        "connections/s",
        "ours is faster",
        "KiB an idle one",
        "failed",
      ],
      rows: results.map((each) => [
        each.name,
        (1 / median(each.request)).toFixed(0),
        ratio(ours.request, each.request).toFixed(2),
        (1 / median(each.connection)).toFixed(0),
        ratio(ours.connection, each.connection).toFixed(2),
        each.memory === undefined ? "?" : (each.memory / 1024).toFixed(1),
        String(each.failed),
      ]),
      goals: [
        goal("requests and connections of ours that failed", ours.failed, "≤", 0),
        ...many.goals,
      ],
      data: { servers: results, many: many.data },
    };
  },
};

async function measure(
  { processes }: Bench,
  server: EchoServer,
  result: Measured,
  withMemory: boolean,
): Promise<void> {
  const { port, process } = await server.start();
  try {
    // A warm-up run compiles the code and fills the pools.
    await requests(port, PARALLEL, 1000);
    const asked = await requests(port, PARALLEL, REQUESTS);
    const connected = await connections(port, PARALLEL, CONNECTIONS);
    result.request.push(asked.seconds / asked.done);
    result.connection.push(connected.seconds / connected.done);
    result.failed += asked.failed + connected.failed;
    if (withMemory) result.memory = await memoryPerConnection(port, process.pid, server.idle);
  } finally {
    await processes.end(process);
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
  { processes, say }: Bench,
  server: EchoServer,
): Promise<{ goals: Goal[]; data: unknown }> {
  const { port, process } = await server.start();
  const idle = new IdleConnections();
  const memory: (number | undefined)[] = [];
  let failed = 0;
  try {
    say(`${server.idle} idle connections and ${MANY_REQUESTS} requests`);
    await idle.open(port, server.idle);
    for (let tenth = 0; tenth < 10; tenth++) {
      failed += (await requests(port, PARALLEL, MANY_REQUESTS / 10)).failed;
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
