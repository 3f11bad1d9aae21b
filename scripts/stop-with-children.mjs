import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { constants } from "node:os";

const patienceMilliseconds = 2000;

/**
 * Makes a signal that ends this process end all that it started too, in whatever process group that is. Nothing of this
 * process runs meanwhile: it would take its children for failed, and go on to start others.
 */
export function stopWithChildren() {
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"])
    process.on(signal, () => {
      endDescendants();
      console.error(`\nstopped by ${signal}`);
      process.exit(128 + constants.signals[signal]);
    });
}

function endDescendants() {
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
  while (running().some(({ pid }) => known.has(pid)) && Date.now() < deadline) sleep(20);
  for (const pid of known) send(pid, "SIGKILL");
}

function sleep(milliseconds) {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}

/** Everybody below this process, in whatever group or session. */
function descendants() {
  const all = running();
  const below = [process.pid];
  for (const above of below)
    for (const { pid, parent } of all) if (parent === above) below.push(pid);
  return below.slice(1);
}

/** All processes but those that have ended and wait for their parent to notice. */
function running() {
  const all = process.platform === "linux" ? listedInProc() : listedByPs();
  return all
    .filter(([, , state]) => !state.startsWith("Z"))
    .map(([pid, parent]) => ({ pid: Number(pid), parent: Number(parent) }));
}

// Small containers have no ps.
function listedInProc() {
  const pids = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  return pids.flatMap((pid) => {
    try {
      // "pid (any name) state parent ..."
      const [state, parent] = readFileSync(`/proc/${pid}/stat`, "utf8")
        .replace(/.*\) /s, "")
        .split(" ");
      return [[pid, parent, state]];
    } catch {
      return []; // it ended just now
    }
  });
}

function listedByPs() {
  const ps = spawnSync("ps", ["-A", "-o", "pid=,ppid=,stat="], { encoding: "utf8" });
  const rows = ps.stdout.trim().split("\n");
  return rows.map((row) => row.trim().split(/\s+/)).filter(([pid]) => Number(pid) !== ps.pid);
}

function send(pid, signal) {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if (error.code !== "ESRCH") throw error; // it has gone
  }
}
