/** Our services with clients whose messages arrive in unusual pieces. */

import { assertEquals } from "@std/assert";
import { needs } from "../support/needs.ts";
import { startCommand, startWithInput } from "../support/program.ts";

const CLIENTS = new URL("client_shapes.py", import.meta.url).pathname;

for (
  const words of [["echo"], ["time", "--format=epoch"], ["chat"], ["files", "FOLDER"], [
    "gopher",
    "FOLDER",
  ]]
) {
  needs(
    "python3",
    `${words[0]} answers messages in any pieces, and 200 clients at once`,
    async () => {
      const folder = Deno.makeTempDirSync();
      Deno.writeTextFileSync(`${folder}/a.txt`, "hello\n");
      const place = words.map((word) => word === "FOLDER" ? folder : word);
      const server = await startWithInput("serve", ...place, "--listen=127.0.0.1:0");
      try {
        const args = ["python3", CLIENTS, `${await server.port()}`, words[0]!];
        const { out, err } = await startCommand(args as [string, ...string[]], {
          interactive: true,
        })
          .end();
        assertEquals([out, err], ["done\n", ""]);
      } finally {
        await server.stop();
        Deno.removeSync(folder, { recursive: true });
      }
    },
  );
}
