/** The connections to one LocalSend device. @module */

import type { Agent } from "node:http";
import type { Duplex } from "node:stream";
import type { TLSSocket } from "node:tls";
import { ConnectionError } from "../../errors.ts";
import { CONNECT_TIMEOUT } from "../../limits.ts";
import type { Identity } from "./identity.ts";
import { zonedStream } from "./zoned_stream.ts";

/** Takes a connection, or why there is none. */
type Done = (error: Error | null, socket: Duplex) => void;

/** The place of a device. */
export interface DevicePlace {
  /** Its IP address, with a zone if it is link-local. */
  host: string;
  /** Its TCP port. */
  port: number;
  /** How it is spoken to. */
  protocol: "http" | "https";
}

/** Options of {@linkcode DeviceAgent}. */
export interface DeviceAgentOptions {
  /** The device. */
  place: DevicePlace;
  /** What this side presents. */
  identity: Identity;
  /**
   * The fingerprint that the device's certificate must have; undefined to accept any, for a device whose
   * fingerprint is to be learnt. All further connections must have the one that was learnt.
   */
  fingerprint?: string | undefined;
}

/** Makes connections, compares certificates, and keeps connections for further requests. */
export class DeviceAgent {
  /** Passes connections on to requests. */
  readonly agent: Agent;
  readonly #options: DeviceAgentOptions;
  /** All connections, also those that are being made. */
  readonly #open = new Set<Duplex>();
  #isClosed = false;
  /** The fingerprint of the certificate that the device presented. */
  fingerprint: string | undefined;

  constructor(options: DeviceAgentOptions) {
    this.#options = options;
    // Loaded when first needed: it costs start-up time.
    const { Agent } = process.getBuiltinModule("node:http");
    // Without a limit of connections: a request that waits for one cannot be ended (Deno 2.9).
    this.agent = new Agent({ keepAlive: true });
    this.agent.createConnection = (_, done) => this.#connect(done!);
  }

  /** Passes the connection on by the callback, once the certificate is compared (Node.js, "HTTP"). */
  #connect(done: Done): Duplex {
    const { place } = this.#options;
    if (!place.host.includes("%")) this.#follow(this.#dial(), done);
    else {
      zonedStream(place).then(
        (stream) => {
          if (this.#isClosed) return void stream.destroy();
          this.#follow(this.#dial(stream), done, stream);
        },
        (error) => done(error, undefined!),
      );
    }
    // The types know no connection that comes later.
    return undefined as unknown as Duplex;
  }

  /** Starts a connection, or secures the one below. */
  #dial(below?: Duplex): Duplex {
    const { place: { host, port, protocol }, identity: { cert, key } } = this.#options;
    if (protocol === "http") {
      return below ?? process.getBuiltinModule("node:net").connect({ host, port });
    }
    return process.getBuiltinModule("node:tls").connect({
      ...below === undefined ? { host, port } : { socket: below },
      cert,
      key,
      // No authority has issued it; its fingerprint is compared below.
      rejectUnauthorized: false,
      ALPNProtocols: ["http/1.1"],
    });
  }

  /** @param below The connection below, if it is made. */
  #follow(socket: Duplex, done: Done, below?: Duplex): void {
    this.#open.add(socket);
    let isOver = false;
    const end = (error: Error | null) => {
      if (isOver) return;
      isOver = true;
      clearTimeout(timer);
      if (error !== null) socket.destroy();
      done(error, socket);
    };
    const failed = (message: string, code: string) =>
      end(Object.assign(new Error(message), { code }));
    const timer = setTimeout(() => failed("no answer", "ETIMEDOUT"), CONNECT_TIMEOUT);
    const isSecure = this.#options.place.protocol === "https";
    socket.on("error", end);
    socket.once("close", () => {
      this.#open.delete(socket);
      failed("closed", "ECONNRESET");
    });
    // `node:tls` does not report what happens to the stream below.
    if (isSecure) below?.on("error", (error) => socket.destroy(error));
    if (isSecure) socket.once("secureConnect", () => end(this.#judge(socket as TLSSocket)));
    else if (below !== undefined) end(null);
    else socket.once("connect", () => end(null));
  }

  /** Compares the certificate; returns the error for another one. */
  #judge(socket: TLSSocket): ConnectionError | null {
    const shown = socket.getPeerCertificate()?.fingerprint256?.replaceAll(":", "") ?? "";
    const { fingerprint = this.fingerprint, place: { host } } = this.#options;
    if (shown === "" || (fingerprint !== undefined && shown !== fingerprint.toUpperCase())) {
      const what = `another certificate than it announced (${shown || "none"})`;
      return new ConnectionError(
        "untrusted",
        `The device at ${host} has ${what}; to send to it all the same, give its address instead of its name`,
      );
    }
    this.fingerprint = shown;
    return null;
  }

  /** Closes the connections. */
  close(): void {
    this.#isClosed = true;
    this.agent.destroy();
    for (const socket of this.#open) socket.destroy();
  }
}
