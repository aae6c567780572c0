import { testCommandsOf } from "./printed_commands.ts";

await testCommandsOf("README.md", {
  "curl -fsSL https://github.com/": "needs the internet; tests/scripts/install_test.ts",
  "irm https://github.com/": "needs Windows and the internet; tests/scripts/install_ps1_test.ts",
  "npx --yes deno@": "needs the internet; the job newcomer of .github/workflows/ci.yml",
});
