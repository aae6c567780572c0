/**
 * Records this process's calls to the disk: which file is synced, and which name is created when.
 * The functions of the runtime work as always.
 *
 * @module
 */

import { relative } from "node:path";

/** Functions that open a file. */
const OPEN = ["open", "openSync"] as const;
/** Functions that create a name. */
const NAME = ["link", "linkSync", "rename", "renameSync"] as const;
/** Methods of a file that write it to the disk. */
const SYNC = ["sync", "syncSync", "syncData", "syncDataSync"] as const;

type Call = (...args: unknown[]) => unknown;
type Table = Record<string, Call>;

/** Options of {@linkcode DiskWatch}. */
export interface DiskWatchOptions {
  /** Called before a name is created, with both paths. */
  beforeName?: (from: string, to: string) => void;
  /** Called before a file is synced; an error thrown here is thrown by the sync. */
  beforeSync?: (path: string) => void;
}

/**
 * Watches from its construction to the end of the scope. Events are `sync PATH`, `link FROM -> TO`
 * and `rename FROM -> TO`, with absolute paths and random names as `*`. An event is recorded once
 * the call has succeeded.
 */
export class DiskWatch implements Disposable {
  /** The events so far. */
  readonly events: string[] = [];
  readonly #root: string;
  readonly #restore: (() => void)[] = [];

  constructor(root: string, { beforeName, beforeSync }: DiskWatchOptions = {}) {
    this.#root = root;
    const runtime = Deno as unknown as Table;
    const file = Deno.FsFile.prototype as unknown as Table;
    const paths = new WeakMap<object, string>();
    for (const name of OPEN) {
      this.#replace(runtime, name, (original, args) => {
        const opened = original(...args);
        return after(opened, (file) => paths.set(file as object, String(args[0])));
      });
    }
    for (const name of NAME) {
      this.#replace(runtime, name, (original, args) => {
        const [from, to] = args.map(String) as [string, string];
        beforeName?.(from, to);
        const what = `${name.replace("Sync", "")} ${this.#shown(from)} -> ${this.#shown(to)}`;
        return after(original(...args), () => this.events.push(what));
      });
    }
    const record = (event: string) => this.events.push(event);
    const shown = (path: string) => this.#shown(path);
    for (const name of SYNC) {
      const original = file[name]!;
      file[name] = function (this: object, ...args) {
        const path = paths.get(this) ?? "a file that was open before";
        beforeSync?.(path);
        const done = original.apply(this, args);
        return after(done, () => record(`sync ${shown(path)}`));
      };
      this.#restore.push(() => file[name] = original);
    }
  }

  #replace(table: Table, name: string, call: (original: Call, args: unknown[]) => unknown): void {
    const original = table[name]!;
    table[name] = (...args) => call(original, args);
    this.#restore.push(() => table[name] = original);
  }

  #shown(path: string): string {
    return (relative(this.#root, path) || ".").replace(/\.sluice-[\w-]+/, ".sluice-*");
  }

  [Symbol.dispose](): void {
    for (const restore of this.#restore) restore();
  }
}

/** Acts once a call has succeeded, which may be later, and passes its result on. */
function after<T>(result: T, action: (value: Awaited<T>) => void): T {
  if (result instanceof Promise) {
    return result.then((value) => (action(value), value)) as T;
  }
  action(result as Awaited<T>);
  return result;
}
