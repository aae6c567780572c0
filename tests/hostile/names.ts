/**
 * Names that peers have used, or could use, to write outside the destination: HOSTILE rows 1 to 8
 * and 11.
 *
 * @module
 */

/** A name and the expected verdicts. */
export interface HostileName {
  /** Row of the list of hostile peers. */
  row: number;
  /** What it is, for the test's name. */
  what: string;
  /** The name. */
  path: string;
  /** The verdict on systems where names are plain bytes. */
  unix: Verdict;
  /** The verdict on Windows. */
  windows: Verdict;
}

/** Hostile: the session ends. Usable: the disk decides. Unusable: its entry fails alone. */
export type Verdict = "hostile" | "unusable" | "usable";

const both = (row: number, what: string, path: string): HostileName => ({
  row,
  what,
  path,
  unix: "hostile",
  windows: "hostile",
});
const windows = (row: number, what: string, path: string): HostileName => ({
  row,
  what,
  path,
  unix: "usable",
  windows: "hostile",
});
const windowsCannot = (row: number, what: string, path: string): HostileName => ({
  row,
  what,
  path,
  unix: "usable",
  windows: "unusable",
});
const none = (row: number, what: string, path: string): HostileName => ({
  row,
  what,
  path,
  unix: "unusable",
  windows: "unusable",
});
const neither = (row: number, what: string, path: string): HostileName => ({
  row,
  what,
  path,
  unix: "usable",
  windows: "usable",
});

const long = (bytes: number, of = "n") => of.repeat(bytes / of.length);

/** The names. */
export const HOSTILE_NAMES: readonly HostileName[] = [
  both(1, "a climb", "../x"),
  both(1, "a climb in the middle", "a/../../x"),
  both(1, "a climb at the end", "a/.."),
  windows(1, "a climb with a backslash", "..\\x"),
  windows(1, "a climb with a backslash inside", "a\\..\\..\\x"),
  both(1, "two dots", ".."),
  both(1, "one dot", "."),
  both(1, "a dot in the middle", "a/./b"),
  both(1, "no name", ""),
  both(1, "a slash", "/"),
  both(1, "an empty component", "a//b"),
  both(1, "a slash at the end", "a/"),

  both(2, "an absolute path", "/etc/x"),
  both(2, "two slashes at the start", "//server/share"),
  windows(2, "a drive", "C:\\x"),
  windows(2, "a drive with a slash", "C:/x"),
  windowsCannot(2, "a drive alone", "C:x"),
  windows(2, "a network share", "\\\\srv\\share"),
  windows(2, "a raw path", "\\\\?\\C:\\x"),
  windows(2, "a device path", "\\\\.\\PhysicalDrive0"),
  neither(2, "a home folder", "~"),
  neither(2, "a user's home folder", "~root"),

  both(3, "percent signs around a real slash", "%2e%2e/../x"),
  neither(3, "an escaped climb", "%2e%2e%2fx"),
  neither(3, "a climb escaped twice", "%252e%252e%252fx"),
  both(3, "half a surrogate pair", "a\ud800"),
  both(3, "the other half", "\udc00b"),
  both(3, "a pair the wrong way round", "a\udc00\ud800"),
  neither(3, "a character of two units", "a\u{1f600}"),
  neither(3, "a fullwidth slash and dots", "\uff0e\uff0e\uff0fx"),
  neither(3, "a division slash", "..\u2215x"),

  both(4, "NUL", "a\0b"),
  both(4, "NUL at the end", "a.txt\0.jpg"),
  windows(4, "a line break", "a\nb"),
  windows(4, "a carriage return", "a\rb"),
  windows(4, "a bell", "a\x07b"),
  windows(4, "the last of C0", "a\x1fb"),
  neither(4, "DEL", "a\x7fb"),
  neither(4, "C1", "a\x9bb"),

  windows(5, "a colour", "\x1b[31mred"),
  windows(5, "a terminal title", "\x1b]0;owned\x07"),
  neither(5, "an override of direction", "a\u202egnp.exe"),
  neither(5, "an isolate", "a\u2066b"),
  neither(5, "a blank of no width", "a\u200bb"),
  neither(5, "a mark of byte order", "\ufeffa"),

  windowsCannot(6, "the console", "CON"),
  windowsCannot(6, "the null device with an extension", "NUL.txt"),
  windowsCannot(6, "a serial port", "COM1"),
  windowsCannot(6, "a printer in a folder", "a/lpt9.tar.gz"),
  windowsCannot(6, "a superscript port", "COM\u00b9"),
  windowsCannot(6, "another superscript port", "LPT\u00b3.x"),
  windowsCannot(6, "console input", "CONIN$"),
  windowsCannot(6, "console output", "conout$"),
  windowsCannot(6, "a device and a blank", "AUX .txt"),
  windowsCannot(6, "a dot at the end", "a."),
  windowsCannot(6, "a blank at the end", "a "),
  windowsCannot(6, "a stream beside a file", "a:stream"),
  windowsCannot(6, "the file's own stream", "a::$DATA"),
  windowsCannot(6, "a wildcard", "a*"),
  neither(6, "no device: a longer name", "CONTROL"),
  neither(6, "no device: port 10", "COM10"),

  neither(7, "a name of 255 bytes", long(255)),
  neither(7, "a name of 255 bytes in 85 characters", long(85, "\u4e00")),
  none(7, "a path of 32,769 bytes", `${`${long(2047)}/`.repeat(16)}x`),
  none(7, "1025 components", "d/".repeat(1024) + "x"),
  none(7, "10,000 components", "d/".repeat(9999) + "x"),

  neither(11, "a shell's start file", ".bashrc"),
  neither(11, "keys", ".ssh/authorized_keys"),
  both(11, "a staging folder of ours", ".sluice-0000"),
  both(11, "a staging folder in capitals", ".SLUICE-0000/tree/x"),
];
