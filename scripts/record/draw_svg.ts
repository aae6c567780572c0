/**
 * Draws a recorded session as an animated SVG without JavaScript. Readers that do not animate, and
 * users who prefer reduced motion, see the last frame.
 *
 * @module
 */

import type { Screen, Span, Style } from "./parse_screen.ts";

/** What all terminals show from a moment on. */
export interface Frame {
  /** Milliseconds since the start. */
  at: number;
  /** The screens of the terminals, in their order. */
  screens: Screen[];
}

/** A recorded session. */
export interface Session {
  /** The title of the drawing. */
  title: string;
  /** A description for readers who do not see it. */
  description: string;
  /** The names of the terminals. */
  names: string[];
  /** Columns of each terminal. Its rows are as many as are used. */
  columns: number;
  /** In the order of time; the first at 0. */
  frames: Frame[];
  /** Milliseconds until the animation begins again, after the last frame. */
  rest: number;
}

/** Pixels. */
const FONT = 13;
const ADVANCE = 7.8;
const LINE = 18;
const PADDING = 12;
const BAR = 26;
const GAP = 10;

/** A line's content, and the time in which it is shown. */
interface Version {
  spans: Span[];
  x: number;
  y: number;
  from: number;
  /** Infinity: until the end. */
  to: number;
}

/** Returns the document. */
export function drawSvg(session: Session): string {
  const { title, description, names, columns, frames } = session;
  const screens = frames.flatMap((frame) => frame.screens);
  const rows = Math.max(...screens.map((screen) => screen.findLastIndex(isUsed) + 1));
  const width = Math.ceil(columns * ADVANCE + 2 * PADDING);
  const height = BAR + rows * LINE + PADDING;
  const total = frames.at(-1)!.at + session.rest;
  const versions = names.flatMap((_, terminal) =>
    versionsOf(frames, terminal, terminal * (height + GAP) + BAR, rows)
  );
  // Lines that are shown in the same time share their keyframes.
  const times = Map.groupBy(
    versions.filter(({ from, to }) => from > 0 || to < Infinity),
    ({ from, to }) => `${from} ${to}`,
  );
  const classes = new Map(Array.from(times.keys(), (key, n) => [key, `t${n}`]));
  const boxes = names.map((name, terminal) =>
    drawBox(name, terminal * (height + GAP), width, height)
  );
  const lines = versions.map((version) =>
    drawVersion(version, classes.get(`${version.from} ${version.to}`))
  );
  const all = names.length * (height + GAP) - GAP;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${all}" width="${width}" height="${all}" role="img" aria-labelledby="title desc">
<title id="title">${escapeXml(title)}</title>
<desc id="desc">${escapeXml(description)}</desc>
<style>
${styleSheet(new Set(screens.flat(2).flatMap(({ style }) => style.color ?? [])))}
@media (prefers-reduced-motion:no-preference){
${[...times.values()].map(([one]) => drawTimes(one!, classes, total)).join("\n")}
}
</style>
${boxes.join("\n")}
${lines.join("\n")}
</svg>
`;
}

const isUsed = (line: Span[]) => line.length > 0;

/** The contents of each line of a terminal, one after the other. */
function versionsOf(frames: Frame[], terminal: number, top: number, rows: number): Version[] {
  const versions: Version[] = [];
  for (let row = 0; row < rows; row++) {
    let shown = "[]";
    let last: Version | undefined;
    for (const { at, screens } of frames) {
      const spans = screens[terminal]![row] ?? [];
      const key = JSON.stringify(spans);
      if (key === shown) continue;
      shown = key;
      if (last) last.to = at;
      last = undefined;
      if (spans.length === 0) continue;
      last = { spans, x: PADDING, y: top + FONT + row * LINE, from: at, to: Infinity };
      versions.push(last);
    }
  }
  return versions;
}

function drawBox(name: string, top: number, width: number, height: number): string {
  return `<rect class="box" x=".5" y="${top + .5}" width="${width - 1}" height="${
    height - 1
  }" rx="6"/>` +
    `<text class="name" x="${width / 2}" y="${top + 17}">${escapeXml(name)}</text>`;
}

function drawVersion({ spans, x, y, to }: Version, time: string | undefined): string {
  const words = [...to < Infinity ? ["h"] : [], ...time === undefined ? [] : [time]];
  const named = words.length === 0 ? "" : ` class="${words.join(" ")}"`;
  const [first, ...rest] = spans;
  // The usual line has one style, and needs no element for it.
  const inside = rest.length === 0 && styleClass(first!.style) === "" && first!.column === 0
    ? escapeXml(first!.text)
    : spans.map((span) => drawSpan(span, x)).join("");
  return `<text${named} x="${x}" y="${y}">${inside}</text>`;
}

function drawSpan({ column, text, style }: Span, x: number): string {
  const look = styleClass(style);
  const place = column === 0 ? "" : ` x="${round(x + column * ADVANCE)}"`;
  return `<tspan${place}${look && ` class="${look}"`}>${escapeXml(text)}</tspan>`;
}

function styleClass({ color, bold, dim }: Style): string {
  const words = [color === undefined ? "" : `c${color}`, bold ? "b" : "", dim ? "d" : ""];
  return words.filter((word) => word !== "").join(" ");
}

function drawTimes({ from, to }: Version, classes: Map<string, string>, total: number): string {
  const name = classes.get(`${from} ${to}`)!;
  const percent = (at: number) => `${round(at * 100 / total)}%`;
  const steps = [
    `0%{visibility:${from === 0 ? "visible" : "hidden"}}`,
    from === 0 ? "" : `${percent(from)}{visibility:visible}`,
    to === Infinity ? "" : `${percent(to)}{visibility:hidden}`,
    // Without it the last step would be the value outside of the animation.
    `to{visibility:${to === Infinity ? "visible" : "hidden"}}`,
  ];
  return `@keyframes ${name}{${
    steps.join("")
  }}.${name}{animation:${name} ${total}ms step-end infinite}`;
}

const round = (value: number) => Math.round(value * 100) / 100;

function escapeXml(text: string): string {
  return text.replace(/[&<>"]/g, (char) => `&#${char.charCodeAt(0)};`);
}

/** Colours of at least 4.5 to 1 on their background. */
const LIGHT = { box: "#f6f8fa", edge: "#d0d7de", text: "#1f2328", name: "#59636e" };
const DARK = { box: "#0d1117", edge: "#3d444d", text: "#e6edf3", name: "#9198a1" };
const LIGHT_COLORS =
  "#24292f #b3202c #116329 #7d4e00 #0550ae #7a3aba #0b6477 #57606a #57606a #b3202c #116329 #7d4e00 #0550ae #7a3aba #0b6477 #24292f";
const DARK_COLORS =
  "#8b949e #ff7b72 #3fb950 #d29922 #58a6ff #bc8cff #39c5cf #b1bac4 #8b949e #ffa198 #56d364 #e3b341 #79c0ff #d2a8ff #56d4dd #f0f6fc";

function palette(
  { box, edge, text, name }: typeof LIGHT,
  colors: string,
  used: ReadonlySet<number>,
): string {
  return [
    `.box{fill:${box};stroke:${edge}}text{fill:${text}}.name{fill:${name}}`,
    ...colors.split(" ").map((color, n) => used.has(n) ? `.c${n}{fill:${color}}` : ""),
  ].join("");
}

/** The style sheet, with the terminal colours that occur. */
function styleSheet(used: ReadonlySet<number>): string {
  return `text{font:${FONT}px ui-monospace,SFMono-Regular,Menlo,"DejaVu Sans Mono",Consolas,monospace;white-space:pre}
.name{text-anchor:middle}.b{font-weight:bold}.d{opacity:.8}.h{visibility:hidden}
${palette(LIGHT, LIGHT_COLORS, used)}
@media (prefers-color-scheme:dark){${palette(DARK, DARK_COLORS, used)}}`;
}
