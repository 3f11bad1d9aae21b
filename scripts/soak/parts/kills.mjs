import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { root } from "../../repository.mjs";

const KILLS = 100;
const EVERY = 20;
const qkv = join(root, "packages", "cli", "bin", "qkv.js");
const text = "The whale swam on. The ship went after it, and the sea was wide.\n".repeat(40);
const model = [
  "--layers",
  "1",
  "--d-model",
  "16",
  "--context",
  "8",
  "--batch",
  "4",
  "--dropout",
  "0.1",
];

/**
 * `qkv train` is killed at random, again and again, and resumed: a checkpoint that was there is there, the run goes on behind
 * it, and ends with the bytes of a run that nobody killed.
 */
export async function kills({ say, goesOn, seconds }) {
  const folder = mkdtempSync(join(tmpdir(), "qkv-soak-kills-"));
  try {
    writeFileSync(join(folder, "text.txt"), text);
    // Long enough that most kills find it training.
    const steps = seconds < 60 ? 2000 : 4000;
    const began = performance.now();
    const whole = await train(folder, begin("whole", steps)).ended;
    const duration = performance.now() - began;
    if (whole.code !== 0) return { reached: "nothing", faults: [whole.stderr] };
    const faults = [];
    let [killed, runs, resumed] = [0, 0, 0];
    while (killed < KILLS && faults.length === 0 && goesOn(killed === 0)) {
      const out = `run-${++runs}`;
      for (;;) {
        const saved = savedStep(folder, out);
        const goes = train(folder, saved > 0 ? ["--resume", out] : begin(out, steps));
        const more = killed < KILLS && (killed === 0 || goesOn(false));
        // From its start on, and up to most of what a run takes: those that go on late end by themselves.
        const killer =
          more && setTimeout(() => goes.kill(), duration * (0.1 + 0.7 * Math.random()));
        const { code, signal, first, stderr } = await goes.ended;
        clearTimeout(killer);
        if (saved > 0 && first !== undefined) {
          resumed++;
          if (first !== saved + 1)
            faults.push(`${out} resumed at step ${first}, expected ${saved + 1}`);
        }
        const now = savedStep(folder, out);
        if (now < saved)
          faults.push(`${out} had a checkpoint of step ${saved}, and has one of ${now}`);
        if (signal === "SIGKILL") killed++;
        else if (code !== 0) faults.push(`${out} ended with ${code}: ${stderr}`);
        say(`${killed} kills in ${runs} runs, ${resumed} resumed, checkpoint of step ${now}`);
        if (signal !== "SIGKILL" || faults.length > 0) break;
      }
      for (const file of ["model.safetensors", "training.safetensors"])
        if (faults.length === 0 && !sameBytes(folder, "whole", out, file))
          faults.push(`${out}/${file} is not that of the run that nobody killed`);
      rmSync(join(folder, out), { recursive: true, force: true });
    }
    return {
      reached: `${killed} of ${KILLS} kills in ${runs} runs, ${resumed} resumed`,
      faults,
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const begin = (out, steps) => [
  ...["--data", "text.txt", "--preset", "tiny", ...model, "--steps", String(steps)],
  ...["--eval-every", String(EVERY), "--eval-batches", "1", "--seed", "3", "--out", out],
];

/** A training as { ended, kill }; its end tells the first step that it told of. */
function train(cwd, args) {
  const child = spawn(process.execPath, [qkv, "train", ...args, "--json"], { cwd });
  let [stdout, stderr] = ["", ""];
  child.stdout.setEncoding("utf8").on("data", (part) => {
    if (stdout.length < 10_000) stdout += part;
  });
  child.stderr.setEncoding("utf8").on("data", (part) => {
    stderr += part;
  });
  const ended = new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code, signal) => {
      const first = /"step":(\d+),/.exec(stdout)?.[1];
      resolve({ code, signal, stderr, first: first === undefined ? undefined : Number(first) });
    });
  });
  return { ended, kill: () => child.kill("SIGKILL") };
}

/** The step of a folder's checkpoint; 0 where it has none. */
function savedStep(folder, run) {
  const file = join(folder, run, "training.safetensors");
  if (!existsSync(file)) return 0;
  const bytes = readFileSync(file);
  const header = bytes.subarray(8, 8 + Number(bytes.readBigUInt64LE(0))).toString("utf8");
  return Number(JSON.parse(header).__metadata__.step);
}

const sameBytes = (folder, one, other, file) =>
  readFileSync(join(folder, one, file)).equals(readFileSync(join(folder, other, file)));
