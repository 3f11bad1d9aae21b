import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";

const program = fileURLToPath(new URL("../golden/run.mjs", import.meta.url));

interface GoldenRun {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  /** Of stdout. */
  readonly lines: readonly string[];
}

/** Runs the golden runner, on the built library, as a child process. */
export function runGolden(...args: readonly string[]): Promise<GoldenRun> {
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      [program, ...args],
      { maxBuffer: 1e8 },
      (_, stdout, stderr) =>
        resolve({
          code: child.exitCode ?? 1,
          stdout,
          stderr,
          lines: stdout.trimEnd().split("\n"),
        }),
    );
  });
}
