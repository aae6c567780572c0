/** The permissions that several commands need in some cases only. @module */

import type { PermissionCase } from "../../lib/cli/command.ts";

/** A Unix socket instead of an address of the network. */
export const UNIX_SOCKET: PermissionCase = {
  when: "unix:SOCKET",
  flags: ["--allow-net=unix:SOCKET", "--allow-read=SOCKET", "--allow-write=SOCKET"],
};

/** A client's own socket for datagrams. */
export const UDP_CLIENT: PermissionCase = {
  when: "udp://HOST:PORT",
  flags: ["--allow-net=0.0.0.0:0,[::]:0"],
};

/** Over UDP the address of an answer is compared, so that the name is looked up. */
export const UDP_NAME: PermissionCase = {
  when: "udp://NAME:PORT, which has this ADDRESS",
  flags: ["--allow-net=NAME,ADDRESS:PORT,0.0.0.0:0,[::]:0"],
};

/** One family of a name's addresses: the name is looked up before. */
export const FAMILY_NAME: PermissionCase = {
  when: "-4 or -6 and NAME, which has this ADDRESS",
  flags: ["--allow-net=NAME,ADDRESS:PORT"],
};

/** The peers of a server over UDP have any address and port. */
export const UDP_SERVER: PermissionCase = {
  when: "udp://, to answer any peer",
  flags: ["--allow-net"],
};

/** Files in PEM. */
export const PEM_FILES: PermissionCase = {
  when: "--ca, --cert and --key",
  flags: ["--allow-read=FILE"],
};

/** A listener's files in PEM. */
export const CERTIFICATE_FILES: PermissionCase = {
  when: "--cert and --key",
  flags: ["--allow-read=FILE"],
};

/** A file that keeps the secret of the address; written where it is missing. */
export const TOKEN_FILES: PermissionCase = {
  when: "--token-file",
  flags: ["--allow-read=FILE", "--allow-write=FILE"],
};

/** A secret in the environment. */
export const SECRET_VARIABLE: PermissionCase = {
  when: "SLUICE_SECRET",
  flags: ["--allow-env=SLUICE_SECRET"],
};

/** A peer that a code finds. */
export const CODE: PermissionCase = {
  when: "a code",
  flags: ["--allow-net", "--allow-sys=networkInterfaces"],
};

/** Staging folders of earlier runs must be this user's own. */
export const EARLIER_RUNS: PermissionCase = {
  when: "what earlier runs left unfinished",
  flags: ["--allow-sys=uid"],
};

/** LocalSend devices, which are found by multicast. */
export const LOCALSEND: PermissionCase = {
  when: "--localsend",
  flags: ["--allow-net", "--allow-sys=networkInterfaces"],
};

/** The certificate of this machine, and the devices that it knows. */
export const LOCALSEND_STATE: PermissionCase = {
  when: "what --localsend remembers, in STATE",
  flags: ["--allow-env=HOME,XDG_STATE_HOME", "--allow-read=STATE", "--allow-write=STATE"],
};
