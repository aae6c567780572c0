/**
 * All limits and timeouts, with their reasons. A peer can lower a limit, but not raise it.
 *
 * @module
 */

/** One mebibyte in bytes. */
const MIB = 1024 * 1024;
/** One second in milliseconds. */
const SECOND = 1000;

/** The default port of `send --to HOST` and `receive --listen`; unassigned at IANA. */
export const DEFAULT_PORT = 7584;

/** Bytes of content in one data frame at most. Throughput does not grow beyond it (measured). */
export const MAX_DATA_BYTES = MIB;
/** Bytes of a control frame at most: room for the longest path, escaped. */
export const MAX_CONTROL_BYTES = 64 * 1024;
/** Buffers of one bulk stream: one being filled, one in flight, one being hashed. */
export const POOL_BUFFERS = 3;

/** Entries (files, folders, links) in one offer at most. */
export const MAX_ENTRIES = 10_000_000;
/** Components of a path at most: as many one-letter names as fit into Linux's PATH_MAX. */
export const MAX_DEPTH = 1024;
/**
 * Bytes of one path below the destination at most. Leaves 1024 bytes of Linux's PATH_MAX for the
 * destination and the staging folder, so that stored files can be opened.
 */
export const MAX_PATH_BYTES = 3072;
/** UTF-16 code units of the path, and of the reason, in the report of an entry that cannot be stored. */
export const MAX_LOST_PATH = 4096;
/** Largest size of a file: the largest exact integer of JavaScript. */
export const MAX_FILE_BYTES = Number.MAX_SAFE_INTEGER;
/** Bytes of a list (links, digests, folders to finish) in memory before it is written to disk. */
export const MAX_SPOOLED_BYTES = 2 * MIB;
/** Bytes of the top-level names of a transfer, each with 64 more: 30,000 names, more than a command line holds. */
export const MAX_TOP_LEVEL_BYTES = 4 * MIB;
/** The same for one folder below: a million names. */
export const MAX_FOLDER_BYTES = 128 * MIB;
/** Bytes of remembered paths, each with 64 more, while a transfer is merged into existing folders. */
export const MAX_PLACEMENT_BYTES = 128 * MIB;
/** Files that a sender may have announced and not begun. Sluice's own sender stays far below. */
export const MAX_AWAITED = 4096;
/** Bytes of the paths of these files at most. */
export const MAX_AWAITED_BYTES = 8 * MIB;
/** Resumed files without a verdict yet. Sluice's own sender has 1280 at most. */
export const MAX_RESUMED = 2048;
/** Buffers of {@linkcode VERIFY_SLICE_BYTES} to read resumed files with. */
export const VERIFY_BUFFERS = 8;
/** Top-level names in an offer. Further names are counted. */
export const MAX_OFFER_NAMES = 1000;

/** Bytes of a text (`send --text`) at most: it is held in memory, and anything longer is a file. */
export const MAX_TEXT_BYTES = MIB;

/** Milliseconds to make a connection at most. */
export const CONNECT_TIMEOUT = 10 * SECOND;
/** Milliseconds to connect to a listener's port for TLS, before the connection that there is carries it. */
export const TLS_PORT_TIMEOUT = 2 * SECOND;
/** Connections to a port for TLS that have not shown the token. More are not accepted. */
export const MAX_TLS_STRANGERS = 4;
/** Milliseconds from the connection to the peer's hello. */
export const HANDSHAKE_TIMEOUT = 5 * SECOND;
/** Milliseconds without a byte from the peer after which the connection counts as lost. */
export const IDLE_TIMEOUT = 60 * SECOND;
/** Milliseconds between keep-alive frames while the peer waits for this side (a prompt, a sync, a hash). */
export const KEEP_ALIVE_INTERVAL = 10 * SECOND;
/** Milliseconds to answer a prompt. */
export const PROMPT_TIMEOUT = 10 * 60 * SECOND;
/** Milliseconds for the peer to read the last bytes before a connection is closed. */
export const GRACE_PERIOD = SECOND / 2;

/** Milliseconds to go on retrying after a connection was lost during a transfer. */
export const RETRY_TIME = 30 * SECOND;

/** Milliseconds without a peer after which the user is told what else to try. */
export const ADVICE_DELAY = 20 * SECOND;

/** Concurrent sessions of one listener. */
export const MAX_SESSIONS = 64;
/** Milliseconds before the next attempt to accept a connection after a failure. */
export const ACCEPT_BACKOFF = 100;

/** Files of at most this many bytes are read and written synchronously, in one call. */
export const SMALL_FILE_BYTES = 64 * 1024;
/** Bytes read at a time to verify the earlier part of a file: few, so that receiving the rest is hardly delayed. */
export const VERIFY_SLICE_BYTES = 128 * 1024;
/** Bytes read at a time while a file is copied to another disk. */
export const COPY_BYTES = MIB;
/** Files of one round of syncs. */
export const SYNC_BATCH_FILES = 256;
/** Bytes whose sync may be delayed. */
export const SYNC_BATCH_BYTES = 64 * MIB;

/** Concurrent connections of one service: within the descriptors of most systems. */
export const MAX_CONNECTIONS = 16_384;
/** Concurrent peers of `listen --keep`, as of `ncat`. */
export const MAX_KEPT_PEERS = 100;
/** Milliseconds without a byte in either direction on a service's connection: a person may pause. */
export const SERVICE_IDLE_TIMEOUT = 10 * 60 * SECOND;
/** Connections that the system queues before they are accepted. The usual 5 to 128 reset bursts of hundreds. */
export const LISTEN_BACKLOG = 1024;
/** Milliseconds between two checks for idle connections. */
export const IDLE_CHECK_INTERVAL = SECOND;
/** Bytes of the peer to discard at the end, so that closing does not reset the connection. */
export const MAX_DRAIN_BYTES = 4 * MIB;
/** Milliseconds before the next address of a name is tried as well (RFC 8305, section 5). */
export const CONNECTION_ATTEMPT_DELAY = 250;

/** Bytes of the largest datagram: 65,535 less the IPv4 and UDP headers (RFC 768). */
export const MAX_DATAGRAM_BYTES = 65_507;
/** Milliseconds to wait for the response to a datagram before it is sent again. */
export const DATAGRAM_TIMEOUT = SECOND;
/** Number of times that a datagram without a response is sent. */
export const DATAGRAM_ATTEMPTS = 3;
/** Answers a second to one source that may be longer than the request: too few to flood it. */
export const MAX_LONGER_REPLIES = 100;
/** Answers to one source at once: more than a person or an exercise requests. */
export const MAX_REPLIES = 1000;
/** Further answers to one source per second. Stops two services that answer each other. */
export const REPLIES_PER_SECOND = 50;

/** Bytes of one line from a peer at most, without its end. */
export const MAX_LINE_BYTES = 8 * 1024;
/** Milliseconds without a byte after which an unfinished line is a message: longer than a key takes to repeat. */
export const MESSAGE_SILENCE = 300;
/** Milliseconds to wait for the answer to a classic request. Servers that lack a file may send none. */
export const CLASSIC_ANSWER_TIMEOUT = 5 * SECOND;
/** Milliseconds for which a peer that does not read may keep the others of `listen --keep` waiting. */
export const SLOW_PEER_TIMEOUT = 10 * SECOND;
/** Bytes that may wait for one of many peers before its connection is aborted. */
export const MAX_SEND_QUEUE_BYTES = MIB;
/** Milliseconds to wait for further datagrams, which have no end of stream. */
export const DATAGRAM_LINGER = SECOND;
/** Sources that a relay of datagrams has at the same time, each with a socket and a buffer of 64 KiB. */
export const MAX_FLOWS = 1024;
/** Milliseconds without a datagram after which a relay forgets a source: as address translators do (RFC 4787). */
export const FLOW_IDLE_TIMEOUT = 2 * 60 * SECOND;
/** Milliseconds until a probed port counts as silent. A neighbour answers within a few. */
export const PROBE_TIMEOUT = 2 * SECOND;
/** Ports that are probed concurrently. */
export const PROBE_PARALLEL = 16;
/** Ports of one machine in a public network that are probed: enough to see whether services run, too few for a scan. */
export const MAX_PUBLIC_PROBES = 16;
/** Milliseconds between two probes of another machine, which limits the load on it. */
export const PROBE_INTERVAL = 20;
/** Lines of one chat member that are passed on per second: more than a person types. */
export const CHAT_LINES_PER_SECOND = 20;
/** Names that a Gopher search examines. */
export const MAX_FOUND_NAMES = 10_000;
/** Bytes of one Gopher item that a client accepts by default. */
export const MAX_ITEM_BYTES = 64 * MIB;

/** Milliseconds to wait for a name server, during which the system's resolver repeats its query. */
export const LOOKUP_TIMEOUT = 10_000;

/** Milliseconds to look up a fully qualified name. Programs with no limit hang at their start. */
export const FQDN_TIMEOUT = 2_000;

/** Words of a remote command at most, with its name: more than a person types. */
export const MAX_ARGUMENTS = 256;
/** Bytes of one word of a remote command at most: a path (PATH_MAX). */
export const MAX_ARGUMENT_BYTES = 4096;
/** Bytes of all words of a remote command at most: they fit into one frame with any escapes. */
export const MAX_ARGV_BYTES = 8 * 1024;
/** Environment variables of a remote command at most. */
export const MAX_VARIABLES = 32;
/** Concurrent remote commands. */
export const MAX_RUNNING = 64;
/** Concurrent remote commands of one peer. */
export const MAX_RUNNING_PER_PEER = 16;
/** Milliseconds that a remote command may run. */
export const RUN_TIMEOUT = 60 * 60 * SECOND;
/** Milliseconds without input and output of a remote command. */
export const RUN_IDLE_TIMEOUT = 10 * 60 * SECOND;
/** Bytes of a remote command's standard output, and of its standard error, at most. */
export const MAX_OUTPUT_BYTES = 4 * 1024 * MIB;
/** Milliseconds from SIGTERM to SIGKILL, for the command to clean up. */
export const KILL_GRACE = SECOND / 2;
/** Bytes of one stream of a remote command that a program buffers. */
export const RUN_WINDOW = MIB;
/** Bytes of an answer in the classic exchange, which is buffered to know its length. */
export const MAX_CLASSIC_BYTES = 16 * MIB;
/** Bytes of a command line in the classic exchange, which is sent and read in one piece. */
export const MAX_CLASSIC_LINE = 1024;
/** Bytes of a policy file at most. */
export const MAX_POLICY_BYTES = MIB;
/** Wrong guesses at a shared secret of one source without a wait. */
export const SECRET_GUESS_BURST = 16;
/** Milliseconds between further guesses. Peers of the same source that know the secret wait as well. */
export const SECRET_GUESS_INTERVAL = SECOND / 32;
/** Milliseconds between two guesses at a code, so that a user notices them. Doubled with each guess of a source. */
export const CODE_GUESS_INTERVAL = SECOND;
/** Milliseconds between two guesses of one source at most: thirty guesses take a quarter of an hour. */
export const LONGEST_GUESS_INTERVAL = 32 * SECOND;
/** Milliseconds that a guess waits at most: the peer gives up after {@linkcode HANDSHAKE_TIMEOUT}. */
export const LONGEST_TURN = 4 * SECOND;
/** Sources that a limit remembers. The least recently used one is forgotten. */
export const MAX_GUESS_SOURCES = 10_000;
/** Connections of one source that are not authenticated and have sent no guess yet. */
export const MAX_SILENT_PER_SOURCE = 128;
/** The same for all sources together. */
export const MAX_SILENT = 256;
/** Connections whose guesses wait to be judged, of all sources together. */
export const MAX_WAITING_GUESSES = 256;

/** Default port of `share`, unassigned at IANA as the next two are. */
export const DEFAULT_SHARE_PORT = 7585;
/** Default port of `drop`. */
export const DEFAULT_DROP_PORT = 7586;
/** Default port of `serve exec` and of `exec`. */
export const DEFAULT_EXEC_PORT = 7587;
/** Port of the exercise whose exchange `--classic` speaks. */
export const CLASSIC_EXEC_PORT = 21567;
/**
 * Bytes of a file read at a time for a browser: three times what the runtime sends at a time, small enough
 * for the processor's cache, and for the allocator to give the same memory again.
 */
export const WEB_CHUNK_BYTES = 192 * 1024;
/** Concurrent requests, each of which may have a file open. */
export const MAX_REQUESTS = 1024;
/** Milliseconds that a response or an upload may stall. */
export const WEB_STALL_TIMEOUT = 2 * 60 * SECOND;
/** Milliseconds after which an abandoned upload closes its file. The received part is kept. */
export const UPLOAD_IDLE_TIMEOUT = 10 * 60 * SECOND;
/** Milliseconds without a request after which an upload counts as interrupted. */
export const UPLOAD_CUT_DELAY = 10 * SECOND;
/** Milliseconds after which a connection that sends nothing gives its upload's place to another one. */
export const UPLOAD_SILENT_TIMEOUT = 20 * SECOND;
/** Results of uploads that are remembered for clients that ask again. */
export const MAX_UPLOAD_RESULTS = 10_000;
/** Bytes up to which an uploaded file is received in memory, and then stored at once. */
export const SMALL_UPLOAD_BYTES = 256 * 1024;
/** Concurrent uploads. */
export const MAX_UPLOADS = 128;
/** Requests of one source that may bring uploads at once, so that it cannot keep the others out. */
export const MAX_UPLOADS_OF_SOURCE = 64;
/** Entries on one page of a folder. */
export const PAGE_ENTRIES = 1000;
/** Entries of a folder on all its pages. Further ones are available by their URLs and in an archive. */
export const MAX_LISTED = 200_000;
/** Bytes of a form that selects the content of an archive. */
export const MAX_FORM_BYTES = 4 * MIB;
/** Folders without content that a run of `drop` creates by themselves: more than people have. Files bring theirs. */
export const MAX_DROPPED_FOLDERS = 10_000;
/** Files of one upload form. */
export const MAX_FORM_FILES = 10_000;
/** Bytes of a text that a browser sends: it appears on a terminal, and anything longer is a file. */
export const MAX_DROPPED_TEXT_BYTES = 64 * 1024;
/** Texts of one client at once; then one per {@linkcode TEXT_INTERVAL}. */
export const MAX_TEXTS = 10;
/** Milliseconds until a client may send another text. */
export const TEXT_INTERVAL = SECOND;
/** Digests in the cache. */
export const MAX_DIGESTS = 200_000;
/** Bytes of a rejected upload that are read and discarded, so that the browser shows the response. */
export const MAX_DRAINED_BYTES = 16 * MIB;
/**
 * Wrong passwords of one source at once; then one per {@linkcode GUESS_INTERVAL}. There is no limit for all
 * sources together, because an attacker could use it up and lock the owner out. The length of the password
 * protects against an attacker with many sources.
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

/** UTF-16 code units of a LocalSend device's name, model and fingerprint at most. */
export const MAX_ALIAS_LENGTH = 256;
/** Names of LocalSend devices whose fingerprints are remembered. */
export const MAX_KNOWN_DEVICES = 1000;
/** LocalSend devices that one search finds at most. */
export const MAX_FOUND_DEVICES = 256;
/** Bytes of a LocalSend request that announces files, and of a device's answer: previews are in it. */
export const MAX_OFFER_BYTES = 32 * MIB;
/** Bytes of any other request and answer of LocalSend: a token for each of many files. */
export const MAX_ANSWER_BYTES = 8 * MIB;
/** Files of one LocalSend session at most. */
export const MAX_OFFERED_FILES = 50_000;
/** Uploads of one LocalSend session at once. The application sends four. */
export const LOCALSEND_PARALLEL = 4;
/** Characters of a LocalSend PIN at least: with the limits below, a month of guesses finds a quarter of six digits. */
export const MIN_PIN_LENGTH = 4;
/** Characters of a LocalSend PIN at most. */
export const MAX_PIN_LENGTH = 64;
/** Milliseconds from the beginning of a LocalSend device's answer to its end: it is short. */
export const LOCALSEND_ANSWER_TIMEOUT = 30 * SECOND;
/**
 * Milliseconds without progress after which an upload to a LocalSend device ends. Includes what the device
 * does after the last byte: it may compare the checksum of a large file on a slow disk.
 */
export const LOCALSEND_UPLOAD_SILENCE = 120 * SECOND;
/** Milliseconds for a LocalSend device to answer a registration. */
export const LOCALSEND_SHORT_TIMEOUT = 3 * SECOND;
/** The same for a cancellation: the user may have pressed Ctrl-C, and waits. */
export const LOCALSEND_CANCEL_TIMEOUT = SECOND;
/** Attempts at one file of a LocalSend session; receivers of version 2.2 allow as many. */
export const MAX_UPLOAD_ATTEMPTS = 3;
/** LocalSend devices of one address that a search lists at most: the rest of the list is for others. */
export const MAX_DEVICES_OF_HOST = 16;
/** UTF-16 code units of a session's id and of a token that a LocalSend receiver chooses; the application's are 36. */
export const MAX_TOKEN_LENGTH = 1024;
/**
 * Bytes of all files together up to which a LocalSend sender computes their checksums before it asks: a
 * second of reading at most, on most disks.
 */
export const MAX_HASHED_BYTES = 256 * MIB;
/** Wrong PINs of one source before further ones are rejected, as the application does. */
export const MAX_PIN_GUESSES = 3;
/** Milliseconds after which a source may try one PIN more. */
export const PIN_GUESS_INTERVAL = 60 * SECOND;
/**
 * Wrong PINs of all sources together at once; then one per {@linkcode ALL_PIN_GUESS_INTERVAL}. A PIN is
 * short, and a machine can have many addresses. While the limit lasts, no device is let in.
 */
export const MAX_ALL_PIN_GUESSES = 30;
/** Milliseconds between further wrong PINs of all sources together: 8640 a day. */
export const ALL_PIN_GUESS_INTERVAL = 10 * SECOND;
/** Milliseconds for a LocalSend sender to send the list of its files. */
export const OFFER_TIMEOUT = 20 * SECOND;
/** Milliseconds for a LocalSend sender to begin a file again whose checksum differed. */
export const SECOND_ATTEMPT_TIMEOUT = 10 * SECOND;
/**
 * Offers of one source at once that the user declines or the source withdraws; then one per
 * {@linkcode REFUSED_OFFER_INTERVAL}. Each takes the only place, in which another sender cannot be asked about.
 */
export const MAX_REFUSED_OFFERS = 5;
/** Milliseconds after which a source may offer once more. */
export const REFUSED_OFFER_INTERVAL = 30 * SECOND;
/** Lists of files that are read at once, one of each source; a further one ends the oldest. */
export const MAX_READ_OFFERS = 4;
/** Milliseconds without a byte after which a LocalSend session ends: its sender has gone. */
export const SESSION_SILENT_TIMEOUT = 60 * SECOND;
/** LocalSend devices that may download at once; beyond that one that was idle must ask again. */
export const MAX_DOWNLOAD_SESSIONS = 16;
/** Download sessions of one address: tabs of a browser. Each has a list of up to 50,000 files. */
export const MAX_DOWNLOAD_SESSIONS_OF_HOST = 4;
/** Milliseconds without a download after which a session may end in favour of another device. */
export const DOWNLOAD_IDLE_TIMEOUT = 5 * 60 * SECOND;
/** Milliseconds without a request after which a device that may download must ask again. */
export const DOWNLOAD_SESSION_TIMEOUT = 60 * 60 * SECOND;
/** Devices that wait for the user's answer at once. */
export const MAX_WAITING_DOWNLOADS = 8;
/** Requests of one source that the user is asked about at once; then one per {@linkcode ASKING_INTERVAL}. */
export const MAX_ASKED_OF_SOURCE = 3;
/** Milliseconds after which the user is asked about a further request of one source. */
export const ASKING_INTERVAL = 30 * SECOND;
