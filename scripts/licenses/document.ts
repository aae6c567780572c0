/**
 * The text of `sluice licenses`: a list of all parts with version and licence, then each licence
 * once, with the names of its parts.
 *
 * @module
 */

/** A part of the executable and its licence. */
export interface LicensedPart {
  name: string;
  /** Empty for the program itself, whose version is printed by `--version`. */
  version: string;
  /** SPDX expression. */
  license: string;
  text: string;
}

const RULE = "-".repeat(78);

/** The whole text. */
export function licenseDocument(parts: readonly LicensedPart[]): string {
  const width = (key: "name" | "version") => Math.max(...parts.map((part) => part[key].length));
  const index = parts.map(({ name, version, license }) =>
    `  ${name.padEnd(width("name"))}  ${(version || "-").padEnd(width("version"))}  ${license}\n`
  );
  const byText = Map.groupBy(parts, ({ text }) => text);
  const sections = Array.from(byText, ([text, under]) => {
    const names = under.map(({ name, version }) => `${name} ${version}`.trim());
    return `${RULE}\n${names.join("\n")}\n\n${text.trimEnd()}\n`;
  });
  return `Licences of sluice and of everything inside its executable.\n\n${index.join("")}\n` +
    sections.join("\n");
}

/** The list at the start of the text. */
export function licenseIndex(document: string): Omit<LicensedPart, "text">[] {
  const [head = ""] = document.split(`\n${RULE}\n`);
  return Array.from(
    head.matchAll(/^ {2}(\S+) +(\S+) +(\S.*)$/gm),
    ([, name, version, license]) => ({
      name: name!,
      version: version === "-" ? "" : version!,
      license: license!,
    }),
  );
}
