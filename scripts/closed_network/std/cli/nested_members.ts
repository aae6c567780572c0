/** Members addressed by a path, as in `--log.level=3`. @module */

/** An object that a path leads into. */
export type Members = Record<string, unknown>;

/** Whether every step of the path is there already. */
export function hasMember(object: Members, path: string[]): boolean {
  let at = object;
  for (const name of path) {
    if (!Object.hasOwn(at, name)) return false;
    at = at[name] as Members;
  }
  return true;
}

/** Sets, or with `collect` appends, the member at the end of the path, making the steps to it. */
export function setMember(object: Members, path: string[], value: unknown, collect = false): void {
  let at = object;
  for (const name of path.slice(0, -1)) {
    if (reachesClass(at, name)) return;
    at = (at[name] ??= {}) as Members;
  }
  const last = path.at(-1)!;
  if (reachesClass(at, last)) return;
  const present = at[last];
  if (!collect) at[last] = value;
  else if (Array.isArray(present)) present.push(value);
  else at[last] = present ? [present, value] : [value];
}

/** A command line must not get at what all objects share. */
function reachesClass(object: Members, name: string): boolean {
  return name === "__proto__" || (name === "constructor" && typeof object[name] === "function");
}
