/** The project's repository. A test compares the other files that name it with this one. @module */

/** The repository, without a slash at the end. */
export const REPOSITORY = "https://github.com/sluice/sluice";

/** Its releases: `/download/vVERSION/FILE` and `/latest/download/FILE` below it. */
export const RELEASES = `${REPOSITORY}/releases`;
