/** Web servers for browsers and curl. @module */

import type { Bench } from "./bench.ts";
import { freePort, untilListening } from "./port.ts";
import type { Started } from "./processes.ts";
import { SLUICE } from "./sluice.ts";

/** A way to download from a folder, or upload to one, with curl. */
export interface WebContender {
  /** Its name in the table. */
  name: string;
  /** Whether it is sluice's. */
  ours?: boolean;
  /**
   * Serves `folder`; the address ends with a slash, and the folder's files are directly below it.
   */
  fetch?: (folder: string) => Promise<{ server: Started; url: string }>;
  /** Accepts files in `folder`; returns the arguments of curl that upload `file`. */
  send?: (folder: string) => Promise<{ server: Started; sending: (file: string) => string[] }>;
  /** Accepts files in `folder` by a page. */
  page?: (folder: string) => Promise<UploadPage>;
}

/** A page that uploads files. */
export interface UploadPage {
  /** The server. */
  server: Started;
  /** The address of the page. */
  url: string;
  /** Selects the input that takes the files. */
  input: string;
  /** Selects the form to submit then. @default {the page begins by itself} */
  form?: string;
}

/** The installed ones, sluice first; names the others. */
export function webContenders(bench: Bench): WebContender[] {
  for (const name of ["python3", "miniserve", "dufs"] as const) {
    if (!bench.tools.has(name)) bench.say(`without ${name}: it is not installed`);
  }
  return [sluice(bench), ...python(bench), ...miniserve(bench), ...dufs(bench)];
}

function sluice({ processes }: Bench): WebContender {
  const begin = async (command: string, folder: string) => {
    const listen = ["--no-token", "--listen", "127.0.0.1:0"];
    const server = processes.start([SLUICE, command, folder, ...listen]);
    const [, url] = await server.says(/^ {2}(http:\S+)$/m);
    return { server, url: url! };
  };
  return {
    name: "sluice",
    ours: true,
    fetch: (folder) => begin("share", folder),
    async send(folder) {
      const { server, url } = await begin("drop", folder);
      return { server, sending: (file) => ["-T", file, url] };
    },
    page: async (folder) => ({ ...await begin("drop", folder), input: "#picked" }),
  };
}

/** Another server, on a port that is free at the moment. */
async function startRival(
  { processes }: Bench,
  command: (port: string) => string[],
): Promise<{ server: Started; url: string }> {
  const port = freePort();
  const server = processes.start(command(String(port)));
  await untilListening(port);
  return { server, url: `http://127.0.0.1:${port}/` };
}

function python(bench: Bench): WebContender[] {
  const program = bench.tools.get("python3")?.program;
  if (program === undefined) return [];
  const command = (folder: string) => (port: string) => [
    program,
    "-m",
    "http.server",
    port,
    "--bind",
    "127.0.0.1",
    "--directory",
    folder,
  ];
  return [{
    name: "python3 -m http.server",
    fetch: (folder) => startRival(bench, command(folder)),
  }];
}

function miniserve(bench: Bench): WebContender[] {
  const program = bench.tools.get("miniserve")?.program;
  if (program === undefined) return [];
  const listen = (port: string) => ["--interfaces", "127.0.0.1", "--port", port];
  const receive = (folder: string) =>
    startRival(bench, (port) => [program, ...listen(port), "--upload-files", "--", folder]);
  return [{
    name: "miniserve",
    fetch: (folder) => startRival(bench, (port) => [program, ...listen(port), folder]),
    async send(folder) {
      const { server, url } = await receive(folder);
      return { server, sending: (file) => ["-F", `path=@${file}`, `${url}upload?path=/`] };
    },
    page: async (folder) => ({
      ...await receive(folder),
      input: "#file-input",
      form: "#file_submit",
    }),
  }];
}

function dufs(bench: Bench): WebContender[] {
  const program = bench.tools.get("dufs")?.program;
  if (program === undefined) return [];
  const listen = (port: string) => ["--bind", "127.0.0.1", "--port", port];
  const receive = (folder: string) =>
    startRival(bench, (port) => [program, ...listen(port), "--allow-upload", folder]);
  return [{
    name: "dufs",
    fetch: (folder) => startRival(bench, (port) => [program, ...listen(port), folder]),
    async send(folder) {
      const { server, url } = await receive(folder);
      return { server, sending: (file) => ["-T", file, url] };
    },
    page: async (folder) => ({ ...await receive(folder), input: "#file" }),
  }];
}
