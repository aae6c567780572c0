/** Extracts the release notes from the change log. @module */

/**
 * The section of a version in a change log in the form of Keep a Changelog, without its heading.
 *
 * @param version a version, or `Unreleased`
 * @throws {Error} if the change log has no such section, or an empty one.
 */
export function releaseNotes(changelog: string, version: string): string {
  const sections = changelog.split(/^## /m).slice(1);
  const section = sections.find((text) => text.startsWith(`[${version}]`));
  if (section === undefined) {
    throw new Error(
      `CHANGELOG.md has no section [${version}]; rename [Unreleased] and add the date`,
    );
  }
  // References of links may follow the last section.
  const notes = section.replace(/^.*\n/, "").replace(/^\[[^\]]+\]: .*\n?/gm, "").trim();
  if (notes === "") throw new Error(`the section [${version}] of CHANGELOG.md is empty`);
  return `${notes}\n`;
}
