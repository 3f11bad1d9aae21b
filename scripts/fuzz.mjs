import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { installAndBuild } from "./prepare.mjs";
import { root } from "./repository.mjs";

// Tries properties that the tests try some hundred times for as long as one likes: npm run -s fuzz -- --minutes 10

const usage = `usage: npm run -s fuzz -- [--minutes N] [--only TEXT]

  --minutes N   how long, 5 unless given; a round that has begun is ended
  --only TEXT   test files alone that have TEXT in their path

A test takes part that says how often with fuzzRuns(count) of packages/nn/test/fuzz-runs.ts.
Every round has other random cases. What fails is printed with the seed that brings it back.`;

/** Of each property in a round. */
const SECONDS = 10;

process.exitCode = await command(process.argv.slice(2));

async function command(args) {
  let options;
  try {
    options = readOptions(args);
  } catch (error) {
    console.error(`fuzz: ${error.message}\n\n${usage}`);
    return 1;
  }
  if (options.help) {
    console.log(usage);
    return 0;
  }
  const files = propertyFiles().filter((file) => file.includes(options.only));
  if (files.length === 0) {
    console.error(
      `fuzz: no test that uses fuzzRuns has ${JSON.stringify(options.only)} in its path`,
    );
    return 1;
  }
  if (!(await installAndBuild())) return 1;
  return rounds(files, options.minutes);
}

function readOptions(args) {
  const { values } = parseArgs({
    args,
    options: {
      minutes: { type: "string", default: "5" },
      only: { type: "string", default: "" },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  const minutes = Number(values.minutes);
  if (!(minutes > 0)) throw new Error(`--minutes is ${values.minutes}, expected a number above 0`);
  return { ...values, minutes };
}

function rounds(files, minutes) {
  const end = Date.now() + 60_000 * minutes;
  const seconds = Math.min(SECONDS, 60 * minutes);
  const vitest = join(root, "node_modules", "vitest", "vitest.mjs");
  for (let round = 1; ; round++) {
    const { status } = spawnSync(process.execPath, [vitest, "run", "--testTimeout=0", ...files], {
      cwd: root,
      stdio: "inherit",
      env: { ...process.env, QKV_FUZZ_SECONDS: String(seconds) },
    });
    if (status !== 0) return status ?? 1;
    if (Date.now() >= end) {
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
