/**
 * A private server for `scp` and `rsync`: on loopback, on a free port, with keys of its own. The
 * machine's own configuration is neither read nor changed.
 *
 * @module
 */

import { join } from "node:path";
import { freePort, untilListening } from "./port.ts";
import { LASTING, type Processes } from "./processes.ts";
import type { Tools } from "./tools.ts";

/** A running server. */
export interface SshServer {
  /** Path of a client's configuration with the host `bench`. */
  config: string;
  /** The id of the server's process. */
  pid: number;
}

/** The folder that a server started by root requires for its unprivileged part. */
const PRIVILEGE_SEPARATION = "/run/sshd";

/**
 * Starts a server with its files in `folder`.
 *
 * @throws {Error} if it cannot run here; the text has the reason.
 */
export async function startSshServer(
  folder: string,
  tools: Tools,
  processes: Processes,
): Promise<SshServer> {
  const [sshd, ssh, keygen] = (["sshd", "ssh", "ssh-keygen"] as const).map((name) => {
    const tool = tools.get(name);
    if (tool === undefined) throw new Error(`${name} is not installed`);
    return tool.program;
  });
  await Deno.mkdir(folder, { mode: 0o700 });
  for (const key of ["host", "user"]) {
    const file = join(folder, key);
    await processes.start([keygen!, "-q", "-t", "ed25519", "-N", "", "-f", file]).ended;
  }
  const port = freePort();
  await Deno.writeTextFile(join(folder, "sshd_config"), serverConfig(folder, port));
  const config = join(folder, "ssh_config");
  await Deno.writeTextFile(config, clientConfig(folder, port));
  const server = processes.start([
    ...await inPrivate(PRIVILEGE_SEPARATION),
    sshd!,
    "-D",
    "-e",
    "-f",
    join(folder, "sshd_config"),
  ], LASTING);
  await Promise.race([server.ended, untilListening(port)]);
  await processes.start([ssh!, "-F", config, "bench", "true"]).ended;
  return { config, pid: server.pid };
}

/** A missing folder is created where only the server sees it. */
async function inPrivate(folder: string): Promise<string[]> {
  if (Deno.uid() !== 0) return [];
  try {
    await Deno.stat(folder);
    return [];
  } catch {
    const make = 'mount -t tmpfs -o mode=0755 tmpfs /run && mkdir "$0" && exec "$@"';
    return ["unshare", "--mount", "/bin/sh", "-c", make, folder];
  }
}

/**
 * Commands get a home folder without the user's start-up files: a shell that the server runs reads
 * them for each command, which may take longer than the command.
 */
function serverConfig(folder: string, port: number): string {
  return `
SetEnv HOME="${folder}"
ListenAddress 127.0.0.1:${port}
HostKey ${join(folder, "host")}
AuthorizedKeysFile ${join(folder, "user.pub")}
PidFile none
StrictModes no
UsePAM no
PasswordAuthentication no
KbdInteractiveAuthentication no
PermitRootLogin prohibit-password
AllowTcpForwarding no
Subsystem sftp internal-sftp
`;
}

function clientConfig(folder: string, port: number): string {
  return `
Host bench
  HostName 127.0.0.1
  Port ${port}
  IdentityFile ${join(folder, "user")}
  IdentitiesOnly yes
  IdentityAgent none
  UserKnownHostsFile ${join(folder, "known_hosts")}
  GlobalKnownHostsFile /dev/null
  StrictHostKeyChecking no
  LogLevel ERROR
  BatchMode yes
`;
}
