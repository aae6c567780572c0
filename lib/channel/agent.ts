/** How this program names itself to a peer. @module */

import config from "../../deno.json" with { type: "json" };

/** Program and version. */
export const agent: string = `sluice/${config.version}`;
