/** Describes the machine, without which the measurements mean nothing. @module */

/** The machine. */
export interface Machine {
  /** The model name of the processor. */
  cpu: string;
  /** Whether it has instructions for SHA-1 and SHA-256, which make these several times as fast. */
  shaInstructions: boolean | "unknown";
  /** Logical processors. */
  cores: number;
  /** Mebibytes. */
  memory: number;
  /** Operating system and its version. */
  system: string;
}

/** Reads the properties of this machine. */
export function machine(): Machine {
  return {
    ...processor(),
    cores: navigator.hardwareConcurrency,
    memory: Math.round(Deno.systemMemoryInfo().total / 2 ** 20),
    system: `${Deno.build.os} ${Deno.osRelease()} ${Deno.build.arch}`,
  };
}

function processor(): Pick<Machine, "cpu" | "shaInstructions"> {
  let text: string;
  try {
    text = Deno.readTextFileSync("/proc/cpuinfo");
  } catch {
    return { cpu: Deno.build.arch, shaInstructions: "unknown" };
  }
  // `flags` on x86; `Features` on ARM, which does not name its model.
  const words = /^(?:flags|Features)\s*:(.*)$/m.exec(text)?.[1]?.split(/\s+/);
  return {
    cpu: /^model name\s*:\s*(.*)$/m.exec(text)?.[1] ?? Deno.build.arch,
    shaInstructions: words?.some((word) => word === "sha_ni" || word === "sha2") ?? "unknown",
  };
}
