/** Faults in the bench: what is left out, what is counted, what is kept. @module */

import type { Mutation } from "./mutation.ts";

const HELPERS = ["tests/scripts/bench/helpers_test.ts"];
const RESULTS = ["tests/scripts/bench/results_test.ts"];
const ROUNDS = ["tests/scripts/bench/rounds_test.ts"];
const RUN_PARTS = ["tests/scripts/bench/run_parts_test.ts"];
const TRANSFERS = ["tests/scripts/bench/transfers_test.ts"];

/** All of them. */
export const BENCH: readonly Mutation[] = [
  {
    name: "a tool that fails takes the results of the others with it",
    file: "scripts/bench/rounds.ts",
    find: "if (processes.stopped) throw error;",
    replace: "throw error;",
    tests: ROUNDS,
  },
  {
    name: "a tool that failed stays in the results",
    file: "scripts/bench/rounds.ts",
    find: "results.delete(entrant);",
    replace: "",
    tests: ROUNDS,
  },
  {
    name: "what a failed tool has started goes on running",
    file: "scripts/bench/rounds.ts",
    find: "await endStarted();",
    replace: "",
    tests: ROUNDS,
    filter: "are ended",
  },
  {
    name: "a copy that differs counts as a transfer",
    file: "scripts/bench/transfer_rounds.ts",
    find: "if (!success) throw",
    replace: "if (success === undefined) throw",
    tests: ROUNDS,
  },
  {
    name: "the bench succeeds although sluice has failed",
    file: "scripts/bench/run_parts.ts",
    find: "if (report.failures?.some(({ ours }) => ours)) whole = false;",
    replace: "",
    tests: RUN_PARTS,
  },
  {
    name: "results replace those of earlier runs",
    file: "scripts/bench/results.ts",
    find: "{ append: true }",
    replace: "{ append: false }",
    tests: RESULTS,
  },
  {
    name: "a goal without a measurement counts as missed",
    file: "scripts/bench/bench.ts",
    find: "if (value === undefined) return `not measured: ${text}`;",
    replace: "if (value === undefined) return `MISSED: ${text}`;",
    tests: RESULTS,
  },
  {
    name: "processor time of one side counts as that of both",
    file: "scripts/bench/transfers.ts",
    find: "together([sample.sender, sample.receiver])?.cpu",
    replace: "together([sample.sender])?.cpu",
    tests: TRANSFERS,
  },
  {
    name: "a program that was ended reports no cost",
    file: "scripts/bench/programs/measure.c",
    find: "signal(ignored[i], SIG_IGN);",
    replace: "signal(ignored[i], SIG_DFL);",
    tests: HELPERS,
    filter: "as well: C",
  },
  {
    name: "the client of echo servers does not compare answers",
    file: "scripts/bench/programs/echo_client.c",
    find: "count <= 0 || memcmp(reply, expected, count) != 0",
    replace: "count <= 0",
    tests: HELPERS,
    filter: "a wrong answer as failed: C",
  },
];
