/** The Homebrew formula of a release. @module */

import { REPOSITORY } from "../project.ts";
import { archiveName, type Target, TARGETS } from "../targets.ts";

/** The values that differ between releases. */
export interface PackagedRelease {
  version: string;
  /** One line about the program. */
  description: string;
  /** The digest of an archive, by its name. */
  sha256: (archive: string) => string;
}

/** The formula: an archive for each system and processor that Homebrew supports. */
export function homebrewFormula({ version, description, sha256 }: PackagedRelease): string {
  const system = (os: Target["os"]) =>
    TARGETS.filter((target) => target.os === os).map((target) => {
      const archive = archiveName("sluice", target);
      return `    on_${target.arch === "aarch64" ? "arm" : "intel"} do
      url "${REPOSITORY}/releases/download/v${version}/${archive}"
      sha256 "${sha256(archive)}"
    end`;
    }).join("\n");
  return `class Sluice < Formula
  desc "${description}"
  homepage "${REPOSITORY}"
  version "${version}"
  license "MIT"

  on_macos do
${system("macos")}
  end

  on_linux do
${system("linux")}
  end

  def install
    bin.install "sluice"
    generate_completions_from_executable(bin/"sluice", "completions", shells: [:bash, :zsh, :fish])
    (man1/"sluice.1").write Utils.safe_popen_read(bin/"sluice", "man")
  end

  test do
    assert_match "sluice #{version} ", shell_output("#{bin}/sluice --version")
  end
end
`;
}
