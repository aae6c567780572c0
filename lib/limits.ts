/**
 * Every ceiling and every timeout, with its reason. A peer may lower one, never raise it.
 *
 * @module
 */

/** One mebibyte in bytes. */
const MIB = 1024 * 1024;
/** One second in milliseconds. */
const SECOND = 1000;

/** The port that `send --to HOST` and `receive --listen` use when none is named; unassigned at IANA. */
export const DEFAULT_PORT = 7584;

/** Bytes of content in one data frame at most: where measured throughput stops growing. */
export const MAX_DATA_BYTES = MIB;
/** Bytes in a control frame at most: the longest path, escaped, fits; a guess at a peer's memory does not. */
export const MAX_CONTROL_BYTES = 64 * 1024;
/** Buffers of one bulk stream: one filled, one in flight, one being hashed. */
export const POOL_BUFFERS = 3;
/** Control frames the peer may send before this side has read an answer it owes: a queue, not a heap. */
export const MAX_QUEUED_FRAMES = 64;

/** Entries (files, folders, links) in one offer at most. */
export const MAX_ENTRIES = 10_000_000;
/** Components of a path at most; deeper trees exhaust descriptors and stacks in other tools. */
export const MAX_DEPTH = 255;
/** Bytes of one name: what Linux, macOS and Windows file systems take. */
export const MAX_NAME_BYTES = 255;
/** Bytes of one path below the destination: Linux's PATH_MAX less room for the destination. */
export const MAX_PATH_BYTES = 3072;
/** Largest size of a file: what a JavaScript number counts exactly. */
export const MAX_FILE_BYTES = Number.MAX_SAFE_INTEGER;
/** Top-level names shown and carried in an offer; the count says how many more there are. */
export const MAX_OFFER_NAMES = 1000;

/** Milliseconds to make a connection. */
export const CONNECT_TIMEOUT = 10 * SECOND;
/** Milliseconds from the connection to the peer's hello. */
export const HANDSHAKE_TIMEOUT = 5 * SECOND;
/** Milliseconds without a byte from the peer before it counts as gone. */
export const IDLE_TIMEOUT = 60 * SECOND;
/** Milliseconds between keep-alive frames while this side makes the peer wait (a prompt, a sync, a hash). */
export const KEEP_ALIVE_INTERVAL = 10 * SECOND;
/** Milliseconds that a person has to answer a prompt. */
export const PROMPT_TIMEOUT = 10 * 60 * SECOND;
/** Milliseconds to let a peer read our last words before the connection goes. */
export const FAREWELL_TIMEOUT = SECOND / 2;

/** Milliseconds to try again after a connection was lost in the middle of a transfer. */
export const RETRY_TIME = 30 * SECOND;

/** Sessions that one listener serves at the same time. */
export const MAX_SESSIONS = 64;
/** Connections that may be in their handshake at the same time. */
export const MAX_HANDSHAKES = 64;
/** Milliseconds to wait before accepting again when descriptors ran out. */
export const ACCEPT_BACKOFF = 100;

/** Files of at most this many bytes are read and written whole, without a trip to another thread. */
export const SMALL_FILE_BYTES = 64 * 1024;
/** Bytes read at a time to verify what was there before: so little that the tail, in the same thread, hardly waits. */
export const VERIFY_SLICE_BYTES = 128 * 1024;
/** Files whose content waits for one round of syncs. */
export const SYNC_BATCH_FILES = 256;
/** Bytes whose sync may be put off. */
export const SYNC_BATCH_BYTES = 64 * MIB;

/** The port that `share` and `drop` use when none is named and it is free; unassigned at IANA. */
export const DEFAULT_WEB_PORT = 7585;
/** Bytes of a file read at a time for a browser: more is no faster, and 100 clients hold one each. */
export const WEB_CHUNK_BYTES = 256 * 1024;
/** Requests answered at the same time; each may hold a file open. */
export const MAX_REQUESTS = 1024;
/** Milliseconds that a browser may leave an answer untouched, or an upload without a byte. */
export const WEB_STALL_TIMEOUT = 2 * 60 * SECOND;
/** Milliseconds after which an upload that nobody goes on with lets go of its file; what came is kept. */
export const UPLOAD_IDLE_TIMEOUT = 60 * SECOND;
/** Uploads in the making at the same time. */
export const MAX_UPLOADS = 128;
/** Names on one page of a folder; the others are fetched by their own addresses, or in an archive. */
export const MAX_LISTED = 10_000;
/** Bytes of a form that names what goes into an archive. */
export const MAX_FORM_BYTES = 4 * MIB;
/** Files in one form that uploads. */
export const MAX_FORM_FILES = 10_000;
/** Digests remembered. */
export const MAX_DIGESTS = 200_000;
/** Bytes of an upload that is refused which are read all the same, so that a browser sees the answer. */
export const MAX_DRAINED_BYTES = 16 * MIB;
/** Wrong passwords that one address may try at once; then one in {@linkcode GUESS_INTERVAL}. */
export const MAX_GUESSES = 10;
/** Wrong passwords that all addresses together may try at once: IPv6 gives everybody many. */
export const MAX_GUESSES_OF_ALL = 100;
/** Milliseconds until another wrong password may be tried. */
export const GUESS_INTERVAL = 5 * SECOND;
