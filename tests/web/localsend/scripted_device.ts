/** A LocalSend receiver that does what a test tells it to. @module */

import { newIdentity } from "../../../lib/web/localsend/identity.ts";

/** A request that the device has got. */
export interface Recorded {
  /** The last component of the path: `upload`. */
  route: string;
  /** The query. */
  query: URLSearchParams;
  /** The body; undefined where a script answers without reading it. */
  body: Uint8Array | undefined;
  /** The `Host` header. */
  host: string | null;
}

/** An answer of a script; undefined: what a willing receiver answers. */
export type Script = (
  request: Recorded,
  raw: Request,
) => Response | Promise<Response | undefined> | undefined;

/** What a script may change. */
export interface DeviceOptions {
  /** Answers requests before their bodies are read. */
  early?: (
    route: string,
    raw: Request,
  ) => Response | Promise<Response | undefined> | undefined;
  /** Answers requests whose bodies were read. */
  script?: Script;
  /** The name that it claims. */
  alias?: string;
  /** Without encryption. */
  plain?: boolean;
  /** Where it listens. */
  hostname?: string;
  /** The port. @default {any} */
  port?: number;
  /** Called with the address of each request's client. */
  onPeer?: (peer: string) => void;
}

/** The session's id: nothing of it may be taken for another part of a request. */
export const SESSION = "session &id=1\n";

/** The id of a file, and its token, which is of the same kind. */
export const tokenOf = (id: string) => `token&of=${id}`;

/** A running device. */
export class ScriptedDevice implements AsyncDisposable {
  /** Its requests, in the order in which their bodies were complete. */
  readonly requests: Recorded[] = [];
  /** Its certificate's fingerprint. */
  readonly fingerprint: string;
  readonly #server: Deno.HttpServer<Deno.NetAddr>;
  readonly #stop = new AbortController();

  private constructor(
    fingerprint: string,
    start: (signal: AbortSignal, self: ScriptedDevice) => Deno.HttpServer<Deno.NetAddr>,
  ) {
    this.fingerprint = fingerprint;
    this.#server = start(this.#stop.signal, this);
  }

  /** Starts a device on the loopback interface. */
  static async start(options: DeviceOptions = {}): Promise<ScriptedDevice> {
    const identity = await newIdentity();
    return new ScriptedDevice(identity.fingerprint, (signal, self) =>
      Deno.serve({
        hostname: options.hostname ?? "127.0.0.1",
        port: options.port ?? 0,
        signal,
        onListen() {},
        onError: () => new Response(null, { status: 500 }),
        ...options.plain ? {} : { cert: identity.cert, key: identity.key },
      }, (request, { remoteAddr }) => {
        options.onPeer?.(`${remoteAddr.hostname} ${remoteAddr.port}`);
        return self.#answer(request, options);
      }));
  }

  /** Its port. */
  get port(): number {
    return this.#server.addr.port;
  }

  /** Its address as `--localsend` takes it. */
  get address(): string {
    return `127.0.0.1:${this.port}`;
  }

  /** The requests of a route. */
  of(route: string): Recorded[] {
    return this.requests.filter((each) => each.route === route);
  }

  async #answer(request: Request, { early, script, alias }: DeviceOptions): Promise<Response> {
    const url = new URL(request.url);
    const route = url.pathname.split("/").at(-1)!;
    const host = request.headers.get("host");
    const before = await early?.(route, request);
    if (before !== undefined) {
      this.requests.push({ route, query: url.searchParams, body: undefined, host });
      return before;
    }
    const body = new Uint8Array(await request.arrayBuffer());
    const recorded = { route, query: url.searchParams, body, host };
    this.requests.push(recorded);
    return await script?.(recorded, request) ?? this.#usual(recorded, alias);
  }

  #usual({ route, body }: Recorded, alias = "Device"): Response {
    if (route === "register") {
      return Response.json({
        alias,
        version: "2.1",
        deviceModel: "Test",
        deviceType: "mobile",
        fingerprint: "claimed",
      });
    }
    if (route !== "prepare-upload") return new Response(null, { status: 200 });
    const { files } = JSON.parse(new TextDecoder().decode(body));
    const tokens = Object.keys(files).map((id) => [id, tokenOf(id)]);
    return Response.json({ sessionId: SESSION, files: Object.fromEntries(tokens) });
  }

  /** The offer, as the device got it. */
  get offer(): { info: Record<string, unknown>; files: Record<string, Record<string, unknown>> } {
    return JSON.parse(new TextDecoder().decode(this.of("prepare-upload").at(-1)!.body));
  }

  /** The content that was uploaded, by the names of the offer. */
  get stored(): Map<string, Uint8Array> {
    const { files } = this.offer;
    return new Map(
      this.of("upload").filter(({ body }) => body !== undefined)
        .map(({ query, body }) => [String(files[query.get("fileId")!]!.fileName), body!]),
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort();
    await this.#server.finished;
  }
}
