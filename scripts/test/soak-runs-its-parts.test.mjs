import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { root } from "../repository.mjs";
import { parts } from "../soak/parts.mjs";
import { exhaustive } from "../testing/parts.mjs";
import { temporaryFolder } from "./temporary-folder.mjs";

const logs = temporaryFolder();

/** The command, and what it prints; `watch` sees that as it grows. */
function soak(args, watch = () => {}) {
  const program = join(root, "scripts", "soak.mjs");
  const child = spawn(process.execPath, [program, "--no-build", "--logs", logs, ...args]);
  let output = "";
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (part) => {
      output += part;
    });
  watch(child);
  return new Promise((resolve) => child.on("close", (code) => resolve({ code, output })));
}

const atItsLeast = async ({ name }) => {
  const { code, output } = await soak(["--hours", "0", "--only", name]);
  expect(output).toMatch(new RegExp(`^${name} +(ok|left out) `, "m"));
  expect(code).toBe(0);
  expect(readFileSync(join(logs, `${name.replaceAll(" ", "-")}.log`), "utf8")).toContain("reached");
};

const [quick, ...others] = parts;
test(`${quick.name}, at its least`, () => atItsLeast(quick));
test.for(others)("$name, at its least", exhaustive, atItsLeast);

describe("the command", () => {
  test("names what it does not know", async () => {
    expect(await soak(["--only", "nothing"])).toMatchObject({
      code: 1,
      output: expect.stringContaining('there is no part "nothing"'),
    });
    expect((await soak(["--hours", "-1"])).code).toBe(1);
  });

  test("Ctrl-C ends the part that runs, and tells what was reached", async () => {
    const folder = join(logs, "stopped");
    const log = join(folder, "training-on-WASM.log");
    const { code, output } = await soak(["--hours", "1", "--logs", folder], (child) => {
      const timer = setInterval(() => {
        if (!existsSync(log) || !readFileSync(log, "utf8").includes("steps, loss")) return;
        clearInterval(timer);
        child.kill("SIGINT");
      }, 50);
    });
    expect(output).toMatch(/^training on WASM +stopped .* of 10000 steps/m);
    expect(output).toMatch(/^kills +not run/m);
    expect(code).toBe(130);
  });
});
