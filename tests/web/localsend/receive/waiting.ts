/** `sluice receive --localsend` on loopback, in a folder of its own. */

import { join } from "node:path";
import { type OnTerminal, startOnTerminal } from "../../../support/on_terminal.ts";
import { type Folder, temporaryFolder } from "../../../support/folder.ts";
import { type Program, start } from "../../../support/program.ts";
import { until } from "../../../support/wait.ts";
import { INFO } from "./receiving.ts";
import { Sender } from "./sender.ts";

/** Options of {@linkcode Waiting.start}. */
export interface WaitingOptions {
  /** Whether it has a terminal. @default {false} */
  terminal?: boolean;
  /** The folder of an earlier one, which is kept. */
  folder?: Folder;
  /** Words before the program, which start it with other rights. @default {[]} */
  prefix?: readonly string[];
}

/** A receiving program with a sender. */
export class Waiting implements AsyncDisposable {
  readonly sender: Sender;

  private constructor(
    readonly folder: Folder,
    readonly program: Program,
    readonly port: number,
    private readonly keeps: boolean,
    private readonly terminal: OnTerminal | undefined,
  ) {
    this.sender = new Sender(port);
  }

  /** Starts it. */
  static async start(
    args: readonly string[],
    { terminal = false, folder: given, prefix = [] }: WaitingOptions = {},
  ): Promise<Waiting> {
    const folder = given ?? await temporaryFolder();
    const words = ["receive", "--localsend", "--listen", "127.0.0.1:0"];
    words.push("--into", join(folder.path, "in"), "--alias", "here", ...args);
    const env = { XDG_STATE_HOME: join(folder.path, "state") };
    const on = terminal ? await startOnTerminal(words, { env }) : undefined;
    const program = on?.program ?? await start(words, { env, prefix });
    try {
      const pattern = /(?:^ {2}127\.0\.0\.1:|"address":"tcp:\/\/127\.0\.0\.1:)(\d+)/m;
      await until(() => pattern.test(program.said) || program.code !== undefined, "it listens");
      const port = Number(pattern.exec(program.said)?.[1]);
      return new Waiting(folder, program, port, given !== undefined, on);
    } catch (error) {
      await program[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** The destination. */
  get into(): string {
    return join(this.folder.path, "in");
  }

  /** Another sender. */
  senderCalled(info: Partial<typeof INFO>): Sender {
    return new Sender(this.port, { ...INFO, ...info });
  }

  /** Types on the terminal. */
  async type(keys: string): Promise<void> {
    await this.terminal!.type(keys);
  }

  /** Everything in the destination. */
  names(below = ""): string[] {
    return Array.from(Deno.readDirSync(join(this.into, below)), ({ name }) => name).sort();
  }

  /** The content of a file in the destination. */
  content(name: string): string {
    return Deno.readTextFileSync(join(this.into, name));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.sender[Symbol.dispose]();
    await this.program[Symbol.asyncDispose]();
    if (!this.keeps) await this.folder[Symbol.asyncDispose]();
  }
}
