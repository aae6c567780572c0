/** Where the project is at home. Other files that name it are held against this one by a test. @module */

/** The repository, without a slash at the end. */
export const REPOSITORY = "https://github.com/sluice/sluice";

/** Where its releases are: `/download/vVERSION/FILE` and `/latest/download/FILE` below it. */
export const RELEASES = `${REPOSITORY}/releases`;
