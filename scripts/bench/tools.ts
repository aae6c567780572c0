/** Finds the other tools that are installed. @module */

/** A program and how it prints its version. */
interface Tool {
  /** Names or paths; the first one that exists is used. */
  programs: string[];
  /** Makes it print its version. */
  args: string[];
  /** Matches the version in the output. */
  version: RegExp;
}

const TOOLS = {
  // Other programs of this name have other flags: only OpenBSD's is used here.
  nc: { programs: ["nc.openbsd", "nc"], args: ["-h"], version: /OpenBSD netcat.*?(?=$|\n)/ },
  cc: { programs: ["cc"], args: ["--version"], version: /^.+/ },
  socat: { programs: ["socat"], args: ["-V"], version: /(?<=socat version )\S+/ },
  python3: { programs: ["python3"], args: ["--version"], version: /(?<=Python )\S+/ },
  ssh: { programs: ["ssh"], args: ["-V"], version: /OpenSSH\S+/ },
  // These two print no version; that of ssh is used.
  scp: { programs: ["scp"], args: [], version: /(?=usage: scp)/ },
  "ssh-keygen": { programs: ["ssh-keygen"], args: ["-?"], version: /(?=usage: ssh-keygen)/ },
  // sshd must be started by an absolute path.
  sshd: {
    programs: ["/usr/sbin/sshd", "/usr/local/sbin/sshd"],
    args: ["-?"],
    version: /OpenSSH\S+/,
  },
  rsync: { programs: ["rsync"], args: ["--version"], version: /(?<=rsync\s+version )\S+/ },
  tar: { programs: ["tar"], args: ["--version"], version: /(?<=tar \(GNU tar\) |bsdtar )\S+/ },
  sha256sum: { programs: ["sha256sum"], args: ["--version"], version: /(?<=sha256sum ).*/ },
  sha512sum: { programs: ["sha512sum"], args: ["--version"], version: /(?<=sha512sum ).*/ },
  md5sum: { programs: ["md5sum"], args: ["--version"], version: /(?<=md5sum ).*/ },
  wormhole: { programs: ["wormhole"], args: ["--version"], version: /(?<=magic-wormhole ).*/ },
  // Requires the mailbox server as a plug-in; prints its own version, not the plug-in's.
  twist: { programs: ["twist"], args: ["--help"], version: /(?=\s+wormhole-mailbox )/ },
  croc: { programs: ["croc"], args: ["--version"], version: /(?<=croc version ).*/ },
  curl: { programs: ["curl"], args: ["--version"], version: /(?<=curl )\S+/ },
  miniserve: { programs: ["miniserve"], args: ["--version"], version: /(?<=miniserve )\S+/ },
  dufs: { programs: ["dufs"], args: ["--version"], version: /(?<=dufs )\S+/ },
  chromium: {
    programs: ["chromium", "chromium-browser", "google-chrome"],
    args: ["--version"],
    version: /(?<=Chromium |Google Chrome )[\d.]+/,
  },
} satisfies Record<string, Tool>;

/** A tool that the bench knows. */
export type ToolName = keyof typeof TOOLS;

/** The installed tools: the program to run, and its version, "" if unknown. */
export type Tools = Map<ToolName, { program: string; version: string }>;

/** Looks for all tools. */
export async function findTools(): Promise<Tools> {
  const found: Tools = new Map();
  for (const [name, tool] of Object.entries(TOOLS)) {
    for (const program of tool.programs) {
      const version = tool.version.exec(await output(program, tool.args))?.[0];
      if (version === undefined) continue;
      found.set(name as ToolName, { program, version });
      break;
    }
  }
  return found;
}

/** The output of a program; empty if there is no such program. */
async function output(program: string, args: string[]): Promise<string> {
  try {
    const { stdout, stderr } = await new Deno.Command(program, { args, stdin: "null" }).output();
    return new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr);
  } catch {
    return "";
  }
}
