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

/** Entries (files, folders, links) in one offer at most. */
export const MAX_ENTRIES = 10_000_000;
/** Components of a path at most: as many one-letter folders as Linux's PATH_MAX has room for. */
export const MAX_DEPTH = 1024;
/**
 * Bytes of one path below the destination: what leaves 1024 bytes of Linux's PATH_MAX for the
 * destination and the staging folder, so that what was stored can also be opened.
 */
export const MAX_PATH_BYTES = 3072;
/** UTF-16 units of a path, and of a reason, that a receiver tells of an entry which it cannot store. */
export const MAX_LOST_PATH = 4096;
/** Largest size of a file: what a JavaScript number counts exactly. */
export const MAX_FILE_BYTES = Number.MAX_SAFE_INTEGER;
/** Bytes of a list (links, digests, folders to be sealed) held in memory before it goes to the disk. */
export const MAX_SPOOLED_BYTES = 2 * MIB;
/** Bytes of the names at the top level of a transfer, each with 64 more: 30,000 names, more than a command line takes. */
export const MAX_TOP_LEVEL_BYTES = 4 * MIB;
/** The same for one folder below that: a million names. */
export const MAX_FOLDER_BYTES = 128 * MIB;
/** Bytes of paths remembered, each with 64 more, while a transfer is merged into folders that exist. */
export const MAX_PLACEMENT_BYTES = 128 * MIB;
/** Files that a sender may have announced and not begun. Ours keeps far below. */
export const MAX_AWAITED = 4096;
/** Bytes of their paths at most. */
export const MAX_AWAITED_BYTES = 8 * MIB;
/** Files that are continued and not judged yet; ours has 1280 at most. */
export const MAX_RESUMED = 2048;
/** Buffers of {@linkcode VERIFY_SLICE_BYTES} that these are read with. */
export const VERIFY_BUFFERS = 8;
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
export const GRACE_PERIOD = SECOND / 2;

/** Milliseconds to try again after a connection was lost in the middle of a transfer. */
export const RETRY_TIME = 30 * SECOND;

/** Sessions that one listener serves at the same time. */
export const MAX_SESSIONS = 64;
/** Milliseconds to wait before accepting again when descriptors ran out. */
export const ACCEPT_BACKOFF = 100;

/** Files of at most this many bytes are read and written whole, without a trip to another thread. */
export const SMALL_FILE_BYTES = 64 * 1024;
/** Bytes read at a time to verify what was there before: so little that the tail, in the same thread, hardly waits. */
export const VERIFY_SLICE_BYTES = 128 * 1024;
/** Bytes read at a time while a file is copied to another disk. */
export const COPY_BYTES = MIB;
/** Files whose content waits for one round of syncs. */
export const SYNC_BATCH_FILES = 256;
/** Bytes whose sync may be put off. */
export const SYNC_BATCH_BYTES = 64 * MIB;

/** Connections that one service holds open at the same time: a room full of idle clients, within the descriptors most systems can give. */
export const MAX_CONNECTIONS = 16_384;
/** Milliseconds that a service's connection may be still in both directions: a person may think for a while. */
export const SERVICE_IDLE_TIMEOUT = 10 * 60 * SECOND;
/** Connections the system queues before they are accepted: bursts of hundreds are reset by the usual 5 to 128. */
export const LISTEN_BACKLOG = 1024;
/** Milliseconds between two looks at which connections are idle. */
export const IDLE_CHECK_INTERVAL = SECOND;
/** Bytes of the peer's that are thrown away at the end, so that closing does not reset our last words. */
export const MAX_DRAIN_BYTES = 4 * MIB;
/** Milliseconds before the next address of a name is tried beside the first (RFC 8305, section 5). */
export const CONNECTION_ATTEMPT_DELAY = 250;

/** Bytes of the largest datagram: 65,535 less the IPv4 and UDP headers (RFC 768). */
export const MAX_DATAGRAM_BYTES = 65_507;
/** Milliseconds to wait for the answer to a datagram before it is sent again. */
export const DATAGRAM_TIMEOUT = SECOND;
/** Times that an unanswered datagram is sent. */
export const DATAGRAM_ATTEMPTS = 3;
/** Answers a second to one source that may be longer than what was asked: of no use to flood it. */
export const MAX_LONGER_REPLIES = 100;
/** Answers to one source at once: more than a person or an exercise asks for. */
export const MAX_REPLIES = 1000;
/** Further answers to one source in a second: two services that answer each other faster than this come to an end. */
export const REPLIES_PER_SECOND = 50;

/** Bytes of one line from a peer at most, its end not counted. */
export const MAX_LINE_BYTES = 8 * 1024;
/** Bytes that may wait for one of many peers who does not read, before it is hung up on. */
export const MAX_SEND_QUEUE_BYTES = MIB;
/** Milliseconds to wait for more datagrams after the last: there is no end to wait for. */
export const DATAGRAM_LINGER = SECOND;
/** Milliseconds until a port that is probed counts as silent: a neighbour answers in a few. */
export const PROBE_TIMEOUT = 2 * SECOND;
/** Ports that are probed at the same time. */
export const PROBE_PARALLEL = 16;
/** Milliseconds between two probes of another machine: a polite rate. */
export const PROBE_INTERVAL = 20;
/** Lines of one member of a chat that are passed on in a second: more than anybody types. */
export const CHAT_LINES_PER_SECOND = 20;
/** Names that a search of a Gopher server looks at. */
export const MAX_FOUND_NAMES = 10_000;
/** Bytes of one Gopher item that a client takes unless told otherwise. */
export const MAX_ITEM_BYTES = 64 * MIB;

/** Milliseconds to wait for a name server: it is asked again by the system's resolver in that time. */
export const LOOKUP_TIMEOUT = 10_000;

/** Milliseconds that the search for a machine's full name may take: without one, programs hang at start. */
export const FQDN_TIMEOUT = 2_000;

/** Words of a remote command at most, its name included: more than anybody types. */
export const MAX_ARGUMENTS = 256;
/** Bytes of one word of a remote command at most: a path (PATH_MAX). */
export const MAX_ARGUMENT_BYTES = 4096;
/** Bytes of all words of a remote command at most: they fit in one frame however they are escaped, with room to spare. */
export const MAX_ARGV_BYTES = 8 * 1024;
/** Variables that come with a remote command at most. */
export const MAX_VARIABLES = 32;
/** Remote commands that run at the same time. */
export const MAX_RUNNING = 64;
/** Of these for one peer. */
export const MAX_RUNNING_PER_PEER = 16;
/** Milliseconds that a remote command may run: long enough for work, too short to be forgotten. */
export const RUN_TIMEOUT = 60 * 60 * SECOND;
/** Milliseconds that a remote command may neither read nor write. */
export const RUN_IDLE_TIMEOUT = 10 * 60 * SECOND;
/** Bytes of a remote command's standard output, and of its standard error, at most. */
export const MAX_OUTPUT_BYTES = 4 * 1024 * MIB;
/** Milliseconds from SIGTERM to SIGKILL: time to tidy up, and gone within a second. */
export const KILL_GRACE = SECOND / 2;
/** Bytes of one stream of a remote command that may be under way inside a program: the pipe is the larger buffer. */
export const RUN_WINDOW = MIB;
/** Bytes of an answer in the classic exchange, which must be held whole to be counted. */
export const MAX_CLASSIC_BYTES = 16 * MIB;
/** Bytes of a command line in the classic exchange: what its clients send, and its servers read, in one piece. */
export const MAX_CLASSIC_LINE = 1024;
/** Bytes of a policy file at most: more is another file. */
export const MAX_POLICY_BYTES = MIB;
/** Wrong guesses at a shared secret that one source may make without a wait. */
export const SECRET_GUESS_BURST = 16;
/** Milliseconds between further ones: others of the same source who know the secret wait in the same line. */
export const SECRET_GUESS_INTERVAL = SECOND / 32;
/** Milliseconds between two guesses at a code, so that a person notices them. Doubled for a source with each of its own. */
export const CODE_GUESS_INTERVAL = SECOND;
/** Milliseconds between two guesses of one source at most: by then thirty guesses take a quarter of an hour. */
export const LONGEST_GUESS_INTERVAL = 32 * SECOND;
/** Milliseconds that a guess waits at most: the peer gives up after {@linkcode HANDSHAKE_TIMEOUT}. */
export const LONGEST_TURN = 4 * SECOND;
/** Sources that limits remember; beyond that the one that was heard of longest ago is forgotten. */
export const MAX_GUESS_SOURCES = 10_000;
/** Connections of one source that have proven nothing and said nothing yet. */
export const MAX_SILENT_PER_SOURCE = 128;
/** The same of all sources together. */
export const MAX_SILENT = 256;
/** Connections whose guesses wait, of all sources together. */
export const MAX_WAITING_GUESSES = 256;

/** Default port of `share`, unassigned at IANA as the next two are. */
export const DEFAULT_SHARE_PORT = 7585;
/** Default port of `drop`. */
export const DEFAULT_DROP_PORT = 7586;
/** Default port of `serve exec` and of `exec`. */
export const DEFAULT_EXEC_PORT = 7587;
/** Port of the exercise whose exchange `--classic` speaks. */
export const CLASSIC_EXEC_PORT = 21567;
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
/**
 * Wrong passwords that one source may try at once; then one in {@linkcode GUESS_INTERVAL}. There is no
 * limit for all sources together: an attacker could use it up and lock the owner out. The password's length
 * withstands an attacker with many sources.
 */
export const MAX_GUESSES = 10;
/** Milliseconds until another wrong password may be tried. */
export const GUESS_INTERVAL = 5 * SECOND;

/** Words of a code unless told otherwise: 22 bits. SECURITY.md has the odds of guessing. */
export const DEFAULT_WORDS = 2;
/** Words of a code at least. */
export const MIN_WORDS = 2;
/** Words of a code at most: as strong as a key. */
export const MAX_WORDS = 12;
