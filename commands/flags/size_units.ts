/** The units of sizes and rates, for manual pages. @module */

/** What the letters of a size mean. */
export const SIZE_UNITS =
  "K, M and G stand for KiB, MiB and GiB, powers of 1024; kB, MB and GB for powers of 1000.";
