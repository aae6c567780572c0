/** Loaded before the test modules by `scripts/test.ts`. @module */

import { DEADLINE, DEADLINE_VARIABLE, withDeadline } from "./deadline.ts";

const deadline = Number(Deno.env.get(DEADLINE_VARIABLE) ?? DEADLINE);
Object.assign(Deno, { test: withDeadline(Deno.test, deadline) });
