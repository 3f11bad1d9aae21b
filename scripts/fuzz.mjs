import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./repository.mjs";
import { scriptCommand } from "./script-command.mjs";

// Tries properties that the tests try some hundred times for as long as one likes: npm run -s fuzz -- --minutes 10

const usage = `usage: npm run -s fuzz -- [--minutes N] [--rounds N] [--seconds N] [--only TEXT] [--no-build]

  --minutes N   how long, 5 unless given; a round that has begun is ended
  --rounds N    at most so many rounds
  --seconds N   of each property in a round, 10 unless given
  --no-build    the packages are built already
  --only TEXT   test files alone that have TEXT in their path

A test takes part that says how often with fuzzRuns(count) of packages/nn/test/fuzz-runs.ts.
Every round has other random cases. What fails is printed with the seed that brings it back.`;

process.exitCode = await scriptCommand({
  ...{ name: "fuzz", usage, read: readOptions, run: rounds },
  options: {
    minutes: { type: "string", default: "5" },
    rounds: { type: "string", default: "Infinity" },
    seconds: { type: "string", default: "10" },
    only: { type: "string", default: "" },
  },
});

function readOptions({ only, ...values }) {
  const numbers = {};
  for (const name of ["minutes", "rounds", "seconds"]) {
    numbers[name] = Number(values[name]);
    if (!(numbers[name] > 0))
      throw new Error(`--${name} is ${values[name]}, expected a number above 0`);
  }
  const files = propertyFiles().filter((file) => file.includes(only));
  if (files.length === 0)
    throw new Error(`no test that uses fuzzRuns has ${JSON.stringify(only)} in its path`);
  return { ...numbers, files };
}

function rounds({ files, minutes, rounds: most, seconds: longest }) {
  const end = Date.now() + 60_000 * minutes;
  const seconds = Math.min(longest, 60 * minutes);
  const vitest = join(root, "node_modules", "vitest", "vitest.mjs");
  for (let round = 1; ; round++) {
    const { status } = spawnSync(process.execPath, [vitest, "run", "--testTimeout=0", ...files], {
      cwd: root,
      stdio: "inherit",
      env: { ...process.env, QKV_FUZZ_SECONDS: String(seconds) },
    });
    if (status !== 0) return status ?? 1;
    if (Date.now() >= end || round >= most) {
      console.log(`${round} rounds of ${files.length} files, nothing found`);
      return 0;
    }
  }
}

/** Test files in which a property says how often it is tried. */
function propertyFiles() {
  return readdirSync(join(root, "packages"), { withFileTypes: true }).flatMap(({ name }) => {
    const tests = join("packages", name, "test");
    return filesIn(tests).filter(
      (file) =>
        file.endsWith(".test.ts") && /\bfuzzRuns\(/.test(readFileSync(join(root, file), "utf8")),
    );
  });
}

function filesIn(folder) {
  try {
    return readdirSync(join(root, folder), { recursive: true }).map((file) => join(folder, file));
  } catch (error) {
    if (error.code === "ENOENT") return [];
    throw error;
  }
}
