/** A program that runs, and what it says. @module */

/** A running program. */
export interface Program {
  /** The process. */
  child: Deno.ChildProcess;
  /** Standard output and error so far, together. */
  readonly said: string;
  /** Waits until a line matches; rejects when the program ends without it. */
  line(pattern: RegExp): Promise<RegExpMatchArray>;
  /** Waits for the end. */
  ended: Promise<number>;
}

/** Reads what a program says; its standard output and error are pipes. */
export function watch(child: Deno.ChildProcess): Program {
  let said = "";
  let changed = Promise.withResolvers<void>();
  const take = async (stream: ReadableStream<Uint8Array>) => {
    for await (const text of stream.pipeThrough(new TextDecoderStream() as never)) {
      said += text;
      changed.resolve();
      changed = Promise.withResolvers();
    }
  };
  let over = false;
  const ended = Promise.all([take(child.stdout), take(child.stderr), child.status])
    .then(([, , { code }]) => {
      over = true;
      changed.resolve();
      return code;
    });
  return {
    child,
    get said() {
      return said;
    },
    ended,
    async line(pattern) {
      for (;;) {
        const match = said.match(pattern);
        if (match) return match;
        if (over) throw new Error(`ended without ${pattern}; said:\n${said}`);
        await changed.promise;
      }
    },
  };
}
