import { spawnSync } from "node:child_process";
import { constants } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";

const patienceMilliseconds = 2000;

/** Makes a signal that ends this process end all that it started too, in whatever process group that is. */
export function stopWithChildren() {
  let stopping = false;
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"])
    process.on(signal, async () => {
      if (stopping) return; // Ctrl-C comes twice under npm: from the terminal, and from npm
      stopping = true;
      await endDescendants();
      process.exit(128 + constants.signals[signal]);
    });
}

async function endDescendants() {
  if (process.platform === "win32") {
    spawnSync("taskkill", ["/pid", String(process.pid), "/t", "/f"]);
    return;
  }
  // What stands still starts no more children, which would be out of sight once their parent is gone.
  const known = new Set();
  for (let fresh = descendants(); fresh.length > 0; ) {
    for (const pid of fresh) {
      known.add(pid);
      send(pid, "SIGSTOP");
    }
    fresh = descendants().filter((pid) => !known.has(pid));
  }
  for (const pid of known) send(pid, "SIGTERM");
  for (const pid of known) send(pid, "SIGCONT");
  const deadline = Date.now() + patienceMilliseconds;
  while ([...known].some((pid) => send(pid, 0)) && Date.now() < deadline) await sleep(20);
  for (const pid of known) send(pid, "SIGKILL");
}

/** Everybody below this process, whoever they are. */
function descendants() {
  const { stdout, pid: ps } = spawnSync("ps", ["-A", "-o", "pid=,ppid="], { encoding: "utf8" });
  const rows = stdout.trim().split("\n");
  const pairs = rows.map((row) => row.trim().split(/\s+/).map(Number));
  const below = [process.pid];
  for (const parent of below)
    for (const [pid, its] of pairs) if (its === parent && pid !== ps) below.push(pid);
  return below.slice(1);
}

/** False where there is no such process any more. */
function send(pid, signal) {
  try {
    return process.kill(pid, signal);
  } catch {
    return false;
  }
}
