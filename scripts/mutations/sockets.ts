/** Faults in addresses, connections and datagrams. @module */

import type { Mutation } from "./mutation.ts";

const DATAGRAM = ["tests/socket/datagram_test.ts"];
const ADDRESS = ["tests/socket/address_test.ts"];
const SERVE = ["tests/socket/serve_test.ts"];
const DIAL = ["tests/socket/dial_test.ts"];

/** The faults. */
export const SOCKETS: readonly Mutation[] = [
  {
    name: "datagrams from system ports are answered",
    file: "lib/socket/serve_datagrams.ts",
    find: "address.port < FIRST_CLIENT_PORT || avoided",
    replace: "avoided",
    tests: DATAGRAM,
  },
  {
    name: "datagrams from ports of other services are answered",
    file: "lib/socket/serve_datagrams.ts",
    find: "address.port < FIRST_CLIENT_PORT || avoided.has(address.port)",
    replace: "address.port < FIRST_CLIENT_PORT",
    tests: DATAGRAM,
  },
  {
    name: "datagrams from a service of the same kind are answered",
    file: "lib/socket/serve_datagrams.ts",
    find: "new Set([...options.servicePorts ?? [], socket.port])",
    replace: "new Set(options.servicePorts)",
    tests: DATAGRAM,
  },
  {
    name: "datagrams from multicast addresses are answered",
    file: "lib/socket/ip_range.ts",
    find: '"224.0.0.0/3"',
    replace: '"255.0.0.0/8"',
    tests: DATAGRAM,
  },
  {
    name: "datagrams from multicast addresses of IPv6 are answered",
    file: "lib/socket/ip_range.ts",
    find: '"ff00::/8"',
    replace: '"ff00::/128"',
    tests: DATAGRAM,
  },
  {
    name: "answers longer than their requests are not limited",
    file: "lib/socket/serve_datagrams.ts",
    find: "if (reply.length > bytes.length && !longer.tryTake(source)) {",
    replace: "if (reply.length < 0) {",
    tests: DATAGRAM,
  },
  {
    name: "answers to one source are not limited",
    file: "lib/socket/serve_datagrams.ts",
    find: "if (!replies.tryTake(source)) {",
    replace: 'if (source === "") {',
    tests: DATAGRAM,
  },
  {
    name: "answers are counted for all sources of a network together",
    file: "lib/socket/serve_datagrams.ts",
    find: "return isLoopback(parseAddress(from)) ? from : sourceOf(from);",
    replace: 'return "";',
    tests: DATAGRAM,
  },
  {
    name: "an answer from another address is accepted",
    file: "lib/socket/request_datagram.ts",
    find: "if (datagram.from === target) return",
    replace: 'if (datagram.from !== "") return',
    tests: DATAGRAM,
  },
  {
    name: "a source gets more than its burst",
    file: "lib/rate_limiter.ts",
    find: "Math.min(this.#burst, this.#units + earned)",
    replace: "this.#units + earned",
    tests: ["tests/rate_limiter_test.ts"],
  },
  {
    name: "a source's tokens are not refilled",
    file: "lib/rate_limiter.ts",
    find: "(now - this.#last) / 1000 * this.#perSecond",
    replace: "0",
    tests: ["tests/rate_limiter_test.ts"],
  },
  {
    name: "sources are remembered without a limit",
    file: "lib/rate_limiter.ts",
    find: "if (this.#limiters.size > this.#options.maxSources)",
    replace: "if (this.#limiters.size > Infinity)",
    tests: ["tests/rate_limiter_test.ts"],
  },
  {
    name: "the newest source is evicted",
    file: "lib/rate_limiter.ts",
    find: "const [oldest] = this.#limiters.keys();",
    replace: "const oldest = [...this.#limiters.keys()].at(-1);",
    tests: ["tests/rate_limiter_test.ts"],
  },
  {
    name: "each address of an IPv6 network is a source",
    file: "lib/socket/source_of.ts",
    find: "[0, 2, 4, 6].map",
    replace: "[0, 2, 4, 6, 8, 10, 12, 14].map",
    tests: ["tests/socket/source_of_test.ts"],
  },
  {
    name: "an IPv4-mapped IPv6 address is another source",
    file: "lib/socket/ip_bytes.ts",
    find: "(i < 10 ? 0 : 0xff)",
    replace: "0",
    tests: ["tests/socket/source_of_test.ts", "tests/socket/ip_bytes_test.ts"],
  },
  {
    name: "another machine counts as this one",
    file: "lib/socket/ip_range.ts",
    find: '"127.0.0.0/8"',
    replace: '"127.0.0.0/7"',
    tests: ["tests/socket/address_test.ts", "tests/socket/ip_range_test.ts"],
  },
  {
    name: "a port above 65535 is accepted",
    file: "lib/socket/address.ts",
    find: "port >= minPort && port <= 65535",
    replace: "port >= minPort && port <= 99999",
    tests: ADDRESS,
  },
  {
    name: "a blank in an address is accepted",
    file: "lib/socket/address.ts",
    find: "/[\\s\\p{Cc}/]/u",
    replace: "/[\\x00-\\x08\\x7f/]/",
    tests: ADDRESS,
  },
  {
    name: "a port alone means every address",
    file: "lib/socket/address.ts",
    find: 'listen: { host: "::", portHost: "127.0.0.1" }',
    replace: 'listen: { host: "::", portHost: "::" }',
    tests: ADDRESS,
  },
  {
    name: "a certificate for another name is accepted",
    file: "lib/socket/dial.ts",
    find: "hostname: tls.serverName ?? address.host,",
    replace: 'hostname: "localhost",',
    tests: DIAL,
  },
  {
    name: "TLS trusts the system's certificates only",
    file: "lib/socket/dial.ts",
    find: `...tls.ca && { caCerts: [...tls.ca] },
    });
    return { ...await`,
    replace: `});
    return { ...await`,
    tests: DIAL,
  },
  {
    name: "a connection that comes second stays open",
    file: "lib/socket/happy_eyeballs.ts",
    find: "settled ? discard(connection) : settle",
    replace: "settled ? undefined : settle",
    tests: ["tests/socket/happy_eyeballs_test.ts"],
  },
  {
    name: "the second address waits for the first",
    file: "lib/socket/happy_eyeballs.ts",
    find: "if (waiting.length > 0) timer = setTimeout(next, delay);",
    replace: "",
    tests: ["tests/socket/happy_eyeballs_test.ts"],
  },
  {
    name: "the families do not take turns",
    file: "lib/socket/happy_eyeballs.ts",
    find: `if (at < other.length) result.push(other[at]!);
  }`,
    replace: `}
  result.push(...other);`,
    tests: ["tests/socket/happy_eyeballs_test.ts"],
  },
  {
    name: "any number of connections is served",
    file: "lib/socket/serve.ts",
    find: "if (open.size >= maxConnections) await open.left();",
    replace: "",
    tests: SERVE,
  },
  {
    name: "an idle connection is never closed",
    file: "lib/socket/serve.ts",
    find: "if (conn.idle() < this.#idle) continue;",
    replace: "continue;",
    tests: SERVE,
  },
  {
    name: "a connection that fails ends the service",
    file: "lib/socket/serve.ts",
    find: ".catch((error) => stop.signal.aborted || onError(error, conn)),",
    replace: `.catch((error) => {
          onError(error, conn);
          listener.close();
        }),`,
    tests: SERVE,
  },
  {
    name: "connections outlive the service",
    file: "lib/socket/serve.ts",
    find: "await open.end(grace);",
    replace: "",
    tests: SERVE,
  },
  {
    name: "the last bytes are lost in a reset",
    file: "lib/socket/closing.ts",
    find: "    await drain(reader);\n",
    replace: "",
    tests: [...SERVE, "tests/contract/duplex_contract_test.ts"],
  },
  {
    name: "leaving the loop over a listener leaves it open",
    file: "lib/socket/listen.ts",
    find: "} finally {\n    listener.close();\n  }",
    replace: "} finally {\n    // Nothing.\n  }",
    tests: ["tests/contract/listener_contract_test.ts"],
  },
  {
    name: "a peer that does not read is awaited",
    file: "lib/socket/send_queue.ts",
    find: "if (this.#size + bytes.length > this.#most) {",
    replace: "if (this.#size > Infinity) {",
    tests: ["tests/socket/send_queue_test.ts"],
  },
  {
    name: "a peer that does not read is not disconnected",
    file: "lib/socket/send_queue.ts",
    find: "this.#conn.abort();",
    replace: "",
    tests: ["tests/socket/send_queue_test.ts"],
  },
  {
    name: "a write interrupted by closeWrite reports the peer",
    file: "lib/socket/duplex.ts",
    find: "const isOwnEnd = writeDone &&",
    replace: "const isOwnEnd = false &&",
    tests: ["tests/socket/duplex_test.ts"],
  },
  {
    name: "a missing permission is reported as a failure of the network",
    file: "lib/socket/dial.ts",
    find: "isNotPermitted(cause) ? cause.attempts[0]!.cause : cause",
    replace: "cause",
    tests: DIAL,
  },
  {
    name: "a missing permission for a source address is an unhandled error",
    file: "lib/socket/node_connection.ts",
    find: "if (source !== undefined) await requirePermission(source);",
    replace: "",
    tests: DIAL,
  },
  {
    name: "a failed accept is repeated without a pause",
    file: "lib/socket/accept_next.ts",
    find: "if (!isClosed()) await sleep(ACCEPT_BACKOFF);",
    replace: "",
    tests: ["tests/socket/accept_next_test.ts"],
  },
  {
    name: "machines of other networks are probed",
    file: "lib/socket/ip_range.ts",
    find: '"10.0.0.0/8"',
    replace: '"0.0.0.0/0"',
    tests: ["tests/socket/probe_test.ts"],
  },
  {
    name: "a source address is ignored",
    file: "lib/socket/node_connection.ts",
    find: "...source && { localAddress: source.host, localPort: source.port },",
    replace: "",
    tests: DIAL,
  },
];
