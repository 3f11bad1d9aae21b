import { spawn } from "node:child_process";
import { constants } from "node:os";

const forwarded = ["SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT", "SIGWINCH"];
const echoMilliseconds = 200;

/**
 * Runs a program on this terminal, passes every signal on once, and resolves with its exit code.
 *
 * Ctrl-C reaches this process twice under npm: from the terminal, and again from npm. The program
 * therefore stands outside the terminal's process group, and an echo of a signal is dropped.
 */
export function runInForeground(program, args, options = {}) {
  const child = spawn(program, args, {
    ...options,
    stdio: "inherit",
    detached: process.platform !== "win32",
  });
  const lastSent = new Map();
  const forward = (signal) => {
    const now = performance.now();
    if (now - (lastSent.get(signal) ?? -Infinity) > echoMilliseconds) child.kill(signal);
    lastSent.set(signal, now);
  };
  for (const signal of forwarded) process.on(signal, forward);
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("exit", (code, signal) => {
      for (const name of forwarded) process.off(name, forward);
      resolve(code ?? 128 + constants.signals[signal]);
    });
  });
}
