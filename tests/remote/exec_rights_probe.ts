/**
 * The program, with a handler on the network's side that tries more than it may as soon as it would
 * listen. Started by `exec_rights_test.ts` with the permissions of the edition that may run programs.
 *
 * @module
 */

import { main } from "../../main.ts";
import { attempts } from "./exec_rights_attempts.ts";

const { listen } = Deno;
Deno.listen = ((options: Deno.TcpListenOptions & { transport?: "tcp" }) => {
  Deno.listen = listen;
  console.log(JSON.stringify(attempts()));
  return listen(options);
}) as typeof Deno.listen;
Deno.exit(await main(Deno.args));
