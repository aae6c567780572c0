/** What each command may do when it first connects to another machine. @module */

import type { Plan } from "./rights_attempts.ts";

/** One command line, and what may be done from inside. */
export interface Case extends Pick<Plan, "at" | "then"> {
  /** The arguments, relative to the test's folder. Nothing ever connects to their ports. */
  line: string;
  /** The attempts that succeed; the runtime refuses all others. */
  may: readonly string[];
}

const FOLDER = ["read the folder", "write in the folder"];
/** The system facts are permitted all together or not at all. */
const FACTS = ["learn the user", "learn the host name", "learn the interfaces"];
const NET = ["listen"];
const STORE = [...FOLDER, "listen", ...FACTS];
const SEND = ["read the source", "listen"];

/** Commands that run in a Worker; `partial` is of `receive`. */
export const CONFINED: Record<string, readonly Case[]> = {
  receive: [
    { line: "receive --plain --from 127.0.0.1:9 --into folder", at: "connect", may: STORE },
    { line: "receive --plain --listen 127.0.0.1:0 --into folder", at: "listen", may: STORE },
    {
      line: "receive --secret-file secret --listen 127.0.0.1:0 --into folder",
      at: "listen",
      may: STORE,
    },
    {
      line: "receive --plain --from 127.0.0.1:9 --stdout",
      at: "connect",
      may: ["listen", ...FACTS],
    },
    { line: "receive --plain --from unix:socket --into folder", at: "connect", may: STORE },
    { line: "receive --plain --listen unix:new --into folder", at: "listen", may: STORE },
    {
      line: "receive --plain --from unix:socket --stdout",
      at: "connect",
      may: ["listen", ...FACTS],
    },
    {
      line: "receive --localsend --yes --listen 127.0.0.1:0 --into folder",
      at: "serve",
      may: STORE,
    },
  ],
  partial: [
    {
      line: "receive --list-partial folder",
      at: "readDirSync",
      may: ["read the folder", ...FACTS],
    },
    {
      line: "receive --discard-partial folder",
      at: "readDirSync",
      may: [...FOLDER, ...FACTS],
    },
  ],
  send: [
    { line: "send source --plain --to 127.0.0.1:9", at: "connect", may: SEND },
    { line: "send source --listen 127.0.0.1:0", at: "listen", may: [...SEND, ...FACTS] },
    { line: "send source --interface LOOPBACK", at: "listen", may: [...SEND, ...FACTS] },
    {
      line: "send folder --plain --to 127.0.0.1:9",
      at: "connect",
      may: ["read the folder", "listen"],
    },
    { line: "send - --name x --plain --to 127.0.0.1:9", at: "connect", may: ["listen"] },
    { line: "send source --plain --to unix:socket", at: "connect", may: SEND },
    { line: "send source --listen unix:new", at: "listen", may: [...SEND, ...FACTS] },
    { line: "send source --localsend=127.0.0.1:9", at: "serve", may: [...SEND, ...FACTS] },
  ],
  get: [
    { line: "get 127.0.0.1:9 name --into folder", at: "connect", may: STORE },
    { line: "get 127.0.0.1:9 name --digest sha256 --into folder", at: "connect", may: STORE },
  ],
  gopher: [
    {
      line: "gopher gopher://127.0.0.1:9/0/x --output folder/x",
      at: "connect",
      may: [...FOLDER, "listen"],
    },
  ],
  serve: [
    {
      line: "serve files folder --listen 127.0.0.1:0",
      at: "listen",
      then: "accept",
      may: ["read the folder", "listen"],
    },
    {
      line: "serve gopher folder --listen 127.0.0.1:0",
      at: "listen",
      then: "accept",
      may: ["read the folder", "listen"],
    },
  ],
  // Not even another port of this machine.
  relay: [
    { line: "relay 127.0.0.1:0 127.0.0.1:9", at: "listen", then: "accept", may: ["listen"] },
    { line: "relay unix:new unix:socket", at: "listen", then: "accept", may: [] },
    { line: "relay udp://127.0.0.1:0 udp://127.0.0.1:9", at: "listenDatagram", may: NET },
  ],
  share: [
    { line: "share source --listen 127.0.0.1:0", at: "serve", may: SEND },
    { line: "share folder --listen 127.0.0.1:0", at: "serve", may: ["read the folder", "listen"] },
    { line: "share source --localsend --yes --listen 127.0.0.1:0", at: "serve", may: SEND },
  ],
  drop: [{ line: "drop folder --listen 127.0.0.1:0", at: "serve", may: STORE }],
  // Its Worker has the folder man1 below only.
  man: [{ line: "man --install folder", at: "makeTempDir", may: [] }],
};

/** Commands in a table that may not use the network. */
export const OFFLINE: readonly string[] = ["man"];

/** If an attempt were not made, no other network must be reached. */
export const LOOPBACK =
  Deno.networkInterfaces().find(({ address }) => address === "127.0.0.1")?.name ??
    "lo";

/** Commands that connect without a Worker: by then they have given up every file. */
export const WITHOUT_FILES: readonly Case[] = [
  { line: "get 127.0.0.1:9 --list", at: "connect", may: [...NET, ...FACTS] },
  { line: "gopher gopher://127.0.0.1:9/", at: "connect", may: NET },
  { line: "connect 127.0.0.1:9", at: "connect", may: NET },
  { line: "connect --probe 127.0.0.1:9", at: "connect", may: NET },
  { line: "connect udp://127.0.0.1:9", at: "listenDatagram", may: NET },
  { line: "connect unix:socket", at: "connect", then: "read", may: NET },
  { line: "listen 127.0.0.1:0", at: "listen", then: "accept", may: NET },
  { line: "listen udp://127.0.0.1:0", at: "listenDatagram", then: "receive", may: NET },
  { line: "echo 127.0.0.1:9 hello", at: "connect", may: NET },
  { line: "echo udp://127.0.0.1:9 hello", at: "listenDatagram", may: NET },
  { line: "time 127.0.0.1:9 hello", at: "connect", may: NET },
  { line: "time --kind daytime 127.0.0.1:9", at: "connect", may: NET },
  { line: "time --kind clock udp://127.0.0.1:9", at: "listenDatagram", may: NET },
  { line: "chat 127.0.0.1:9", at: "connect", may: NET },
  {
    line: "exec --insecure-loopback 127.0.0.1:9 -- id",
    at: "connect",
    may: [...NET, "read the environment"],
  },
  {
    line: "exec --classic 127.0.0.1:9 id",
    at: "connect",
    may: [...NET, "read the environment"],
  },
  { line: "lookup", at: "networkInterfaces", may: [...NET, ...FACTS] },
  { line: "peers --interface LOOPBACK", at: "networkInterfaces", may: [...NET, ...FACTS] },
  { line: "peers --localsend --interface LOOPBACK", at: "serve", may: [...NET, ...FACTS] },
  { line: "doctor --interface LOOPBACK", at: "networkInterfaces", may: [...NET, ...FACTS] },
  { line: "serve echo --listen 127.0.0.1:0", at: "listen", then: "accept", may: NET },
  {
    line: "serve time --listen udp://127.0.0.1:0",
    at: "listenDatagram",
    then: "receive",
    may: NET,
  },
  { line: "serve chat --listen unix:socket-of-chat", at: "listen", then: "accept", may: NET },
];
