import { testCommandsOf } from "./printed_commands.ts";

const RELEASE = "needs a release; tests/scripts/install_test.ts, scripts/try_release.ts";

await testCommandsOf("docs/install.md", {
  "curl -fsSL https://github.com/": RELEASE,
  "~/.local/bin/sluice": RELEASE,
  "irm https://github.com/": "needs Windows and a release; tests/scripts/install_ps1_test.ts",
  "sluice --version": "the program that the installer for Windows has installed",
  "deno install -g": "needs JSR; tests/open_network/package_test.ts",
  "from=https://github.com/": RELEASE,
  "curl -fL --remote-name-all": RELEASE,
  "sha256sum --check": RELEASE,
  "gh attestation verify": RELEASE,
  "tar xzf sluice-": RELEASE,
  "sluice-x86_64-unknown-linux-gnu/sluice": RELEASE,
});
