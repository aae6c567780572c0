import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { drawSvg, type Frame } from "../../../scripts/record/draw_svg.ts";
import { parseScreen } from "../../../scripts/record/parse_screen.ts";

const frame = (at: number, ...screens: string[]): Frame => ({
  at,
  screens: screens.map(parseScreen),
});

/** Draws frames of two terminals; a second passes after the last. */
const draw = (...frames: Frame[]) =>
  drawSvg({
    title: "a < b",
    description: "c",
    names: ["x", "y"],
    columns: 20,
    frames,
    rest: 1000,
  });

/** The lines that a reader without animations sees. */
function withoutAnimation(svg: string): string[] {
  return Array.from(svg.matchAll(/<text([^>]*)>(.*?)<\/text>/g))
    .filter(([, attributes]) => !/class="(h\b|name)/.test(attributes!))
    .map(([, , text]) => text!.replaceAll(/<[^>]*>/g, ""));
}

Deno.test("without animation the last frame is shown", () => {
  const svg = draw(frame(0, "a$", "b$"), frame(500, "a$ ls\nfile", "b$"), frame(900, "a$ ls", "c"));
  assertEquals(withoutAnimation(svg), ["a$ ls", "c"]);
});

Deno.test("a line is shown from its frame until that of the next content", () => {
  const svg = draw(frame(0, "one", ""), frame(250, "two", ""), frame(1000, "three", ""));
  const [, name] = /<text class="h (t\d+)"[^>]*>two</.exec(svg)!;
  const [, steps] = new RegExp(`@keyframes ${name}{(.*?)}\\.${name}{`).exec(svg)!;
  assertEquals(
    steps,
    "0%{visibility:hidden}12.5%{visibility:visible}50%{visibility:hidden}to{visibility:hidden}",
  );
  assertStringIncludes(svg, `.${name}{animation:${name} 2000ms step-end infinite}`);
});

Deno.test("a line that never changes has no animation", () => {
  const svg = draw(frame(0, "same", "a"), frame(10, "same", "b"));
  assertMatch(svg, /<text x="12" y="\d+">same</);
});

Deno.test("animations run only for users who do not prefer reduced motion", () => {
  const svg = draw(frame(0, "a", ""), frame(10, "b", ""));
  const [before, after] = svg.split("@media (prefers-reduced-motion:no-preference){");
  assert(!before!.includes("animation:") && after!.includes("animation:"));
});

Deno.test("has a title and a description, escapes text, and runs no script", () => {
  const svg = draw(frame(0, `<script>"&"`, "\x1b[31mred"));
  assertStringIncludes(svg, '<title id="title">a &#60; b</title>\n<desc id="desc">c</desc>');
  assertStringIncludes(svg, "&#60;script&#62;&#34;&#38;&#34;");
  assertStringIncludes(svg, '<tspan class="c1">red</tspan>');
  assert(!svg.includes("<script"));
});

Deno.test("has as many rows as are used, and the colours that are used", () => {
  const height = (svg: string) => Number(/ height="(\d+)" role/.exec(svg)![1]);
  const [one, three] = [draw(frame(0, "a", "b\n\n\n")), draw(frame(0, "a", "\x1b[32mb\n\nc\n\n"))];
  assertEquals(height(three) - height(one), 2 * 2 * 18);
  assertEquals([one, three].map((svg) => svg.match(/\.c\d+{/g) ?? []), [[], [".c2{", ".c2{"]]);
});

Deno.test("the recording in docs is small, and shows the two commands", async () => {
  const svg = await Deno.readTextFile(new URL("../../../docs/send.svg", import.meta.url));
  assert(svg.length < 60_000, `${svg.length} bytes`);
  const lines = withoutAnimation(svg);
  const [code] = /\d+-[a-z]+-[a-z]+/.exec(lines.join("\n")) ?? [];
  assertEquals(lines[0], "ada$ sluice send holiday");
  assert(lines.includes(`bob$ sluice receive ${code}`), lines.join("\n"));
});
