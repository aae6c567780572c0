/** Loaded before every module of tests by `scripts/test.ts`. @module */

import { DEADLINE, DEADLINE_VARIABLE, withDeadline } from "./deadline.ts";

Deno.test = withDeadline(Deno.test, Number(Deno.env.get(DEADLINE_VARIABLE) ?? DEADLINE));
