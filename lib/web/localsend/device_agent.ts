/** The connections to one LocalSend device. @module */

import type { Agent } from "node:http";
import type { Duplex } from "node:stream";
import type { TLSSocket } from "node:tls";
import { ConnectionError } from "../../errors.ts";
import { CONNECT_TIMEOUT } from "../../limits.ts";
import type { Identity } from "./identity.ts";

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
  #connect(done: (error: Error | null, socket: Duplex) => void): Duplex {
    const { place: { host, port, protocol }, identity: { cert, key } } = this.#options;
    const socket: Duplex = protocol === "http"
      ? process.getBuiltinModule("node:net").connect({ host, port })
      : process.getBuiltinModule("node:tls").connect({
        host,
        port,
        cert,
        key,
        // No authority has issued it; its fingerprint is compared below.
        rejectUnauthorized: false,
        ALPNProtocols: ["http/1.1"],
      });
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
    socket.on("error", end);
    socket.once("close", () => {
      this.#open.delete(socket);
      failed("closed", "ECONNRESET");
    });
    if (protocol === "http") socket.once("connect", () => end(null));
    else socket.once("secureConnect", () => end(this.#judge(socket as TLSSocket)));
    // The types know no connection that comes later.
    return undefined as unknown as Duplex;
  }

  /** Compares the certificate; returns the error for another one. */
  #judge(socket: TLSSocket): ConnectionError | null {
    const shown = socket.getPeerCertificate()?.fingerprint256?.replaceAll(":", "") ?? "";
    const { fingerprint = this.fingerprint, place: { host } } = this.#options;
    if (shown === "" || (fingerprint !== undefined && shown !== fingerprint.toUpperCase())) {
      return new ConnectionError(
        "untrusted",
        `The device at ${host} has another certificate than the one that was announced: ${shown}`,
      );
    }
    this.fingerprint = shown;
    return null;
  }

  /** Closes the connections. */
  close(): void {
    this.agent.destroy();
    for (const socket of this.#open) socket.destroy();
  }
}
