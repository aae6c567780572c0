/** Puts together the texts of all modules. @module */

import { HOLE, MARK, type ModuleTexts, type Sink } from "./collect.ts";

const REFERENCE = new RegExp(`${MARK}([^${MARK}]*)${MARK}`);
/** At most as many texts for one place. */
const MOST = 300;

/** Replaces references by what the modules contribute; unknown ones are holes. */
export function linkTexts(modules: readonly ModuleTexts[]): Sink[] {
  const parts = new Map<string, Set<string>>();
  for (const [key, texts] of modules.flatMap((each) => [...each.parts])) {
    parts.set(key, new Set([...parts.get(key) ?? [], ...texts]));
  }
  return modules.flatMap(({ sinks }) => sinks).map((sink) => ({
    ...sink,
    texts: [...new Set(sink.texts.flatMap((text) => expanded(text, parts, [])))],
  }));
}

function expanded(text: string, parts: Map<string, Set<string>>, within: string[]): string[] {
  const found = REFERENCE.exec(text);
  if (found === null) return [text];
  const [whole, key] = found as unknown as [string, string];
  const known = within.includes(key) || within.length > 6 ? undefined : parts.get(key);
  const values = [...known ?? [HOLE]].flatMap((value) => expanded(value, parts, [...within, key]));
  const rest = expanded(text.slice(found.index + whole.length), parts, within);
  const start = text.slice(0, found.index);
  const texts = values.flatMap((value) => rest.map((end) => start + value + end));
  return [...new Set(texts)].slice(0, MOST);
}
