/**
 * Loads a part of the program as a Worker with rights of its own.
 *
 * The runtime checks what a Worker's modules import against the rights of the part that loads it: a
 * package from a registry, cached or not, needs the right to import from that registry's host. So
 * `import` is kept until the Worker is loaded and given up before the first message is sent to it.
 * The Worker itself never holds it; its literal `import()` calls were resolved when it was loaded.
 *
 * @module
 */

/** The first message of every Worker, sent at the end of its module. */
export const LOADED = { type: "loaded" } as const;

/** Options of {@linkcode loadWorker}. */
export interface LoadWorkerOptions<Message> {
  /** The rights of the Worker, without `import`. */
  permissions: Omit<Deno.PermissionOptionsObject, "import">;
  /** Called with every message after the first. */
  onMessage(message: Message): void;
  /** Called with an error that the Worker did not catch, after it was loaded. */
  onError(error: Error): void;
}

/**
 * Whether the Worker at `url` can be loaded. A program that was started with the right to read a
 * few paths only (`deno run --allow-read=DIR`) may be unable to read its own modules; it is
 * confined already.
 */
export function mayLoadWorker(url: URL): boolean {
  if (Deno.build.standalone || url.protocol !== "file:") return true;
  return Deno.permissions.querySync({ name: "read", path: url }).state === "granted";
}

/**
 * Resolves to the Worker once it is loaded, and gives up the right to import.
 *
 * @throws {Error} if the Worker cannot be loaded.
 */
export async function loadWorker<Message>(
  url: URL,
  { permissions, onMessage, onError }: LoadWorkerOptions<Message>,
): Promise<Worker> {
  const options = { type: "module", deno: { permissions: { ...permissions, import: false } } };
  const worker = new Worker(url, options as WorkerOptions);
  const loaded = Promise.withResolvers<void>();
  worker.onerror = (event) => {
    event.preventDefault();
    loaded.reject(new Error(event.message));
  };
  worker.onmessage = () => loaded.resolve();
  await loaded.promise;
  giveUpImport();
  worker.onerror = (event) => {
    event.preventDefault();
    onError(new Error(event.message));
  };
  worker.onmessage = ({ data }: MessageEvent<Message>) => onMessage(data);
  return worker;
}

/** Gives up the right to import from registries. */
export function giveUpImport(): void {
  Deno.permissions.revokeSync({ name: "import" });
}
