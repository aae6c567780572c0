/** The ports of the services where none is named: servers listen there, and clients connect to them. @module */

/**
 * By the name that `sluice serve` has for it. Above 1023, so that no rights are needed, and unassigned
 * at IANA or those of the exercise that a service is made after.
 */
export const SERVICE_PORTS = {
  echo: 9999,
  time: 21567,
  daytime: 13013,
  clock: 37037,
  chat: 12345,
  files: 1999,
  gopher: 7070,
  discard: 9009,
  chargen: 19019,
} as const;
