/** The flags of single services. @module */

/** The flags that a service must support, by the option they set. */
export const OPTION_FLAGS = {
  raw: "raw",
  format: "format",
  hidden: "hidden",
  follow: "follow",
  public: "publicAddress",
} as const;
