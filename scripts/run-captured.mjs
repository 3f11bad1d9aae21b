import { spawn } from "node:child_process";
import { root } from "./repository.mjs";

/**
 * Runs a program in the repository's root and keeps what it prints: { ok, output, seconds }.
 *
 * With `onMessage` the program has a channel to us, and may send objects by it.
 */
export function runCaptured(program, args, { onMessage, ...options } = {}) {
  const start = performance.now();
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      cwd: root,
      stdio: ["ignore", "pipe", "pipe", ...(onMessage ? ["ipc"] : [])],
      ...options,
    });
    const chunks = [];
    const finish = (ok) => {
      const output = Buffer.concat(chunks).toString();
      resolve({ ok, output, seconds: (performance.now() - start) / 1000 });
    };
    for (const stream of [child.stdout, child.stderr])
      stream?.on("data", (chunk) => chunks.push(chunk));
    if (onMessage) child.on("message", onMessage);
    child.on("error", (error) => {
      chunks.push(Buffer.from(`${error.message}\n`));
      finish(false);
    });
    child.on("close", (code, signal) => {
      if (signal) chunks.push(Buffer.from(`ended by ${signal}\n`));
      finish(code === 0);
    });
  });
}
