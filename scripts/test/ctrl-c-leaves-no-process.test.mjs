import { spawn } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "vitest";
import { root } from "../repository.mjs";

// A child in a process group of its own that will not go, and one below a child that goes at once.
const stubborn = `process.on("SIGTERM", () => {}); setInterval(() => {}, 1000); console.log(process.pid);`;
const start = (code) => `
  import("node:child_process").then(({ spawn }) => {
    spawn(process.execPath, ["-e", ${JSON.stringify(code)}], { stdio: "inherit", detached: true });
    setInterval(() => {}, 1000);
  });`;
const program = `
  import { stopWithChildren } from ${JSON.stringify(join(root, "scripts/stop-with-children.mjs"))};
  stopWithChildren();
  const { spawn } = await import("node:child_process");
  // As a row of checks does: when one ends, the next one starts.
  const check = ["-e", "setTimeout(() => {}, 15_000)"];
  const next = () => spawn(process.execPath, check, { stdio: "inherit" }).on("exit", next);
  next();
  ${start(stubborn)}
  ${start(start(stubborn))}
`;

test.skipIf(process.platform === "win32")(
  "Ctrl-C, sent by terminal and npm, ends all",
  async () => {
    const started = spawn(process.execPath, ["--input-type=module", "-e", program], {
      stdio: ["ignore", "pipe", "pipe"],
    });
    const exit = new Promise((resolve) => started.on("exit", resolve));
    // The pipe closes when the last who holds it has gone.
    const closed = new Promise((resolve) => started.stdout.on("close", resolve));
    const pids = await new Promise((resolve) => {
      let output = "";
      started.stdout.on("data", (chunk) => {
        output += chunk;
        if (output.split("\n").length === 3) resolve(output.trim().split("\n").map(Number));
      });
    });
    started.kill("SIGINT");
    started.kill("SIGINT");
    let told = "";
    started.stderr.on("data", (chunk) => (told += chunk));
    expect(await exit).toBe(130);
    expect(told).toBe("\nstopped by SIGINT\n");
    let someStayed = false;
    const late = setTimeout(() => {
      someStayed = true;
      for (const pid of pids) end(pid);
    }, 5000);
    await closed;
    clearTimeout(late);
    expect(someStayed).toBe(false);
  },
);

function end(pid) {
  try {
    process.kill(pid, "SIGKILL");
  } catch {} // it has gone, as it should
}
