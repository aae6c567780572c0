/** A request as one line for people. @module */

import { escapeText } from "../../../lib/text/escape.ts";
import type { AuditRecord } from "../../../lib/remote/audit_record.ts";

/** Characters of a request that are printed. */
const SHOWN = 200;

/** One line, safe to print. */
export function auditLine(record: AuditRecord): string {
  const { peer, who, argv, decision, why, pid, status, signal, bytes, seconds } = record;
  const words = (argv ?? []).map((word) =>
    /^[\w@%+=:,./-]+$/.test(word) ? word : JSON.stringify(word)
  );
  const line = words.join(" ");
  const what = line.length > SHOWN ? `${line.slice(0, SHOWN)}…` : line;
  const from = `${record.time} ${peer} (${who})`;
  if (decision === "wrong_secret") return escapeText(`${from}: ${why}`);
  if (decision === "refused") return escapeText(`${from}: ${what}: refused: ${why}`);
  const end = signal ?? `status ${status}`;
  const note = why === null ? "" : `; ${why}`;
  return escapeText(
    `${from}: ${what}: process ${pid}, ${end}${note}, ${bytes.stdin} bytes in, ` +
      `${bytes.stdout} + ${bytes.stderr} out, ${seconds.toFixed(2)} s`,
  );
}
