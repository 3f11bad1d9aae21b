import { spawn } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "vitest";
import { root } from "../repository.mjs";

const child = `
  process.on("SIGINT", () => process.stdout.write("interrupted,"));
  process.on("SIGTERM", () => process.exit(7));
  setInterval(() => {}, 1000);
  process.stdout.write("ready,");
`;
const parent = `
  import { runInForeground } from ${JSON.stringify(join(root, "scripts/run-in-foreground.mjs"))};
  process.exitCode = await runInForeground(process.execPath, ["-e", ${JSON.stringify(child)}]);
`;

test.skipIf(process.platform === "win32")("one Ctrl-C sent by terminal and npm", async () => {
  const started = spawn(process.execPath, ["--input-type=module", "-e", parent], {
    stdio: ["ignore", "pipe", "inherit"],
    detached: true,
  });
  let output = "";
  const exit = new Promise((resolve) => started.on("exit", resolve));
  for await (const chunk of started.stdout) {
    output += chunk;
    if (output === "ready,") {
      process.kill(-started.pid, "SIGINT");
      started.kill("SIGINT");
      setTimeout(() => started.kill("SIGTERM"), 500);
    }
  }
  expect(output).toBe("ready,interrupted,");
  expect(await exit).toBe(7);
});
