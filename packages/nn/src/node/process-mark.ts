import { createHash } from "node:crypto";
import { readFileSync, readlinkSync } from "node:fs";
import { hostname } from "node:os";
import { errorCode } from "./error-code.ts";

/** A process, told from all others: from those on other machines too, and from a later one that has got its number. */
export interface ProcessMark {
  /** Of the machine, and of the container where processes are counted apart. */
  readonly machine: string;
  /** Changes with every start of the machine; "" where it is not known. */
  readonly boot: string;
  readonly pid: number;
  /** When the process started, in the machine's own count; "" where it is not known. */
  readonly start: string;
}

/** "unknown" is a process on another machine, or one that cannot be told from a later one. */
export type Liveness = "alive" | "dead" | "unknown";

let own: ProcessMark | undefined;

/** That of this process. */
export function ownMark(): ProcessMark {
  own ??= {
    machine: shortHash(`${hostname()} ${orNone(() => readlinkSync("/proc/self/ns/pid"))}`),
    boot: shortHash(orNone(() => readFileSync("/proc/sys/kernel/random/boot_id", "utf8"))),
    pid: process.pid,
    start: statOf(process.pid)?.start ?? "",
  };
  return own;
}

/** Whether the process of a mark still runs, as far as this machine can tell. */
export function livenessOf({ machine, boot, pid, start }: ProcessMark): Liveness {
  const here = ownMark();
  if (machine !== here.machine) return "unknown";
  if (boot !== here.boot) return "dead";
  const stat = statOf(pid);
  if (stat && start !== "") return stat.start === start && !stat.ended ? "alive" : "dead";
  try {
    process.kill(pid, 0);
    return "unknown";
  } catch (error) {
    return errorCode(error) === "ESRCH" ? "dead" : "unknown";
  }
}

/** What Linux says of a process: when it started, and whether it only waits for its parent to look. */
function statOf(pid: number): { readonly start: string; readonly ended: boolean } | undefined {
  const stat = orNone(() => readFileSync(`/proc/${pid}/stat`, "utf8"));
  // The name, in parentheses, may hold anything; the fields behind it are numbers and a letter.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const [state = "", start = ""] = [fields[0], fields[19]];
  return start === "" ? undefined : { start, ended: /^[ZXx]$/.test(state) };
}

function orNone(read: () => string): string {
  try {
    return read();
  } catch {
    return "";
  }
}

const shortHash = (text: string): string =>
  text === "" ? "" : createHash("sha256").update(text).digest("hex").slice(0, 8);
