/** Messages of a port, one after the other. @module */

/** Collects what comes until somebody asks for it. The sender limits how much that is. */
export class Inbox<T extends { type: string }> {
  readonly #messages: T[] = [];
  #closed = false;
  #ended = Promise.withResolvers<void>();
  #wake = () => {};

  /** Listens from now on. */
  constructor(port: MessagePort) {
    port.onmessage = ({ data }: MessageEvent<T>) => {
      if (data.type === "exit" || data.type === "refused") this.#ended.resolve();
      if (!this.#closed) this.#messages.push(data);
      this.#wake();
    };
  }

  /** Whether nothing waits. */
  get empty(): boolean {
    return this.#messages.length === 0;
  }

  /** The next message; undefined once {@linkcode Inbox.close} was called. */
  async next(): Promise<T | undefined> {
    while (this.#messages.length === 0 && !this.#closed) {
      await new Promise<void>((resolve) => this.#wake = resolve);
    }
    return this.#closed ? undefined : this.#messages.shift();
  }

  /** Nothing more is wanted. */
  close(): void {
    this.#closed = true;
    this.#messages.length = 0;
    this.#wake();
  }

  /** Resolves when the last message has come, or after so many milliseconds. */
  async drain(patience: number): Promise<void> {
    this.close();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise<void>((resolve) => timer = setTimeout(resolve, patience));
    await Promise.race([this.#ended.promise, late]);
    clearTimeout(timer);
  }
}
