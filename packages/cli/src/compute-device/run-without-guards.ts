import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { constants } from "node:os";

const FLAG = "--disable-wasm-trap-handler";

/**
 * Whether this process may not have the addresses that Node reserves for a WebAssembly memory (`ulimit -v`), and a Node
 * that checks each access instead may be asked to do without: never where it has been asked already.
 */
export function needsNoGuards(): boolean {
  const asked = [...process.execArgv, process.env.NODE_OPTIONS ?? ""].some((one) =>
    one.includes(FLAG),
  );
  if (asked || !process.allowedNodeEnvironmentFlags.has(FLAG) || !hasLimit()) return false;
  try {
    new WebAssembly.Memory({ initial: 1, maximum: 65536 });
    return false;
  } catch {
    return true;
  }
}

/** Linux alone limits addresses; without a limit nothing need be tried. */
function hasLimit(): boolean {
  try {
    return !/^Max address space +unlimited/m.test(readFileSync("/proc/self/limits", "utf8"));
  } catch {
    return false;
  }
}

/**
 * Run this command again in a process without guard regions, with the same arguments, input and outputs; signals reach it,
 * and its exit code, or the signal that ends it, is that of this process.
 */
export async function runWithoutGuards(): Promise<number> {
  process.stderr.write(
    `note: ulimit -v leaves too few addresses for WebAssembly's guard regions; running with node ${FLAG}, a little slower\n`,
  );
  const args = [FLAG, ...process.execArgv, ...process.argv.slice(1)];
  const child = spawn(process.execPath, args, { stdio: "inherit" });
  // Ctrl-C goes to all processes of a terminal; sent on as well it would be a second one, which stops at once.
  const inTerminal = [process.stdin, process.stdout, process.stderr].some(({ isTTY }) => isTTY);
  const forward = (signal: NodeJS.Signals): void => {
    if (signal !== "SIGINT" || !inTerminal) child.kill(signal);
  };
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
  for (const signal of signals) process.on(signal, forward);
  const [code, signal] = await new Promise<[number | null, NodeJS.Signals | null]>(
    (resolve, reject) => {
      child.on("error", reject);
      child.on("exit", (...ended) => resolve(ended));
    },
  );
  for (const one of signals) process.off(one, forward);
  if (signal === null) return code ?? 1;
  process.kill(process.pid, signal);
  return 128 + constants.signals[signal]; // of a signal that this process survives
}
