import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { WebgpuUnavailableError, webgpu } from "@qkv/gpu-webgpu";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { exhaustive } from "../../../scripts/testing/parts.mjs";
import {
  folderWithText,
  jsonLines,
  losses,
  newFolder,
  type Outcome,
  qkv,
  small,
} from "./run-qkv.ts";

const folder = newFolder();
const at = (path: string): string => join(folder, path);
const run = (...args: string[]): Promise<Outcome> => qkv(args, { cwd: folder });
const train = ["train", "--data", "text.txt", ...small, "--json"];
let trained: Outcome;

beforeAll(async () => {
  folderWithText(folder);
  trained = await run(...train, "--steps", "4", "--out", "run");
  expect(trained.code).toBe(0);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const missing = await webgpu().then(
  (backend) => backend.dispose(),
  (error: unknown) => {
    if (error instanceof WebgpuUnavailableError) return error.message;
    throw error;
  },
);

/** A driver that computes on the CPU takes half a minute to compile the kernels of a training step. */
const slow = { timeout: 300_000, ...(missing ? { skip: true } : {}) };
/** What the quick part tries with generate and verify, and the commands themselves on WASM. */
const slower = { ...slow, ...exhaustive };
if (missing) test("qkv on WebGPU", ({ skip }) => skip(missing));

describe("--device webgpu", () => {
  test("trains as WASM does, stops at Ctrl-C and is resumed", slower, async () => {
    const stopAfter = (records: number, ...args: string[]): Promise<Outcome> => {
      let asked = false; // a second signal would end it at once
      return qkv([...args, "--device", "webgpu", "--json"], {
        cwd: folder,
        watch: (text, child) => {
          if (!asked && text.split("\n").length > records) asked = child.kill("SIGINT");
        },
      });
    };
    const first = await stopAfter(1, ...train, "--steps", "1000", "--out", "gpu");
    expect(first.code).toBe(130);
    expect(first.stderr).toMatch(/^device +webgpu, \w/m);
    expect(first.stderr).toContain("saved in gpu");
    const second = await stopAfter(2, "train", "--resume", "gpu");
    expect(second.code).toBe(130);
    const found = jsonLines(first.stdout + second.stdout);
    const onWasm = jsonLines((await run(...train, "--steps", "1000", "--out", "long")).stdout);
    expect(found.length).toBeGreaterThanOrEqual(3);
    expect(found.map(({ step }) => step)).toEqual(found.map((_, i) => 1 + i));
    for (const [i, { loss }] of found.entries())
      expect(Math.abs(Number(loss) - Number(onWasm[i]?.loss))).toBeLessThan(1e-3);
  });

  test("generates the text that WASM generates", slow, async () => {
    const command = ["generate", "--model", "run", "--prompt", "The ", "--max-new-tokens", "6"];
    const [wasm, gpu] = await Promise.all([
      run(...command, "--seed", "1"),
      run(...command, "--seed", "1", "--device", "webgpu"),
    ]);
    expect(gpu.code).toBe(0);
    expect(gpu.stdout).toBe(wasm.stdout);
  });

  test("auto measures both, says so and takes the faster", slower, async () => {
    const generate = ["generate", "--model", "run", "--max-new-tokens", "3", "--device", "auto"];
    const { code, stdout, stderr } = await run(...generate, "--json");
    expect(code).toBe(0);
    expect(JSON.parse(stdout).ids).toHaveLength(3);
    const said = /takes (\w+): ([\d.e+]+) ms a step of this model, (\w+) ([\d.e+]+) ms\n/.exec(
      stderr,
    );
    expect([said?.[1], said?.[3]].sort()).toEqual(["wasm", "webgpu"]);
    expect(Number(said?.[2])).toBeLessThanOrEqual(Number(said?.[4]));
  });

  test(
    "verify finds departures beyond the tolerance only, and the first of them",
    slow,
    async () => {
      const verify = ["verify", "--model", "run", "--tolerance", "0", "--data", "text.txt"];
      const { code, stdout } = await run(...verify, "--json");
      expect(code).toBe(1);
      const { agrees, devices, tensors, worst, firstDeparture } = JSON.parse(stdout);
      expect(agrees).toBe(false);
      expect(devices.map(({ device }: { device: string }) => device)).toEqual(["wasm", "webgpu"]);
      expect(worst.relative).toBeGreaterThan(0);
      expect(worst.relative).toBeLessThan(1e-3);
      const first = tensors.find(({ relative }: { relative: number }) => relative > 0);
      expect(firstDeparture).toEqual(first);
    },
  );

  test("compare prints a column for each device, and writes a page", slower, async () => {
    const { code, stdout, stderr } = await run("compare", "--model", "run", "--report", "c.html");
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toMatch(/^measuring webgpu: first step, \S+ left$/m);
    expect(stdout).toMatch(/^ +wasm +webgpu$/m);
    for (const row of ["load", "first step", "training step", "generation", "memory at most"])
      expect(stdout).toMatch(new RegExp(`^${row} .*\\d.*\\d`, "m"));
    expect(stdout).toContain("tensors agree");
    const page = readFileSync(at("c.html"), "utf8");
    expect(page.match(/<svg /g)).toHaveLength(5);
    expect(page.replaceAll("<wbr>", "")).toContain("transformer.h.0.attn");
  });
});

describe("without WebGPU", () => {
  const env = { VK_DRIVER_FILES: "/nonexistent", VK_ICD_FILENAMES: "/nonexistent" };
  const without = (...args: string[]): Promise<Outcome> => qkv(args, { cwd: folder, env });

  test.each([
    ["train", "--data", "text.txt", "--out", "none"],
    ["generate", "--model", "run"],
    ["evaluate", "--model", "run", "--data", "text.txt"],
    ["bench"],
  ])("qkv %s --device webgpu says what to install", async (...command) => {
    const { code, stdout, stderr } = await without(...command, "--device", "webgpu");
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    // One line: what the driver says is a part of it, and no place in somebody's sources.
    expect(stderr).toMatch(/^error: webgpu: [^\n]*install[^\n]*\n$/);
    expect(stderr).not.toMatch(/\.cpp|\/home\//);
    expect(existsSync(at("none"))).toBe(false);
  });

  test.each([
    ["generate", "--device", "webgpu"],
    ["evaluate", "--data", "no-such.txt", "--device", "webgpu"],
    ["verify"],
    ["compare"],
  ])("qkv %s asks for the device before it reads a model", async (...command) => {
    const { code, stderr } = await without(...command, "--model", "no-such-model");
    expect(code).toBe(1);
    expect(stderr).toMatch(/^error: webgpu: /m);
    expect(stderr).not.toContain("no-such");
  });

  test("bench --device auto says why it measures WASM, and compares nothing", {
    ...slower,
    timeout: 120_000,
  }, async () => {
    const { code, stdout, stderr } = await without(
      ...["bench", "--device", "auto", "--threads", "1", "--seconds", "0.01", "--json"],
    );
    expect(code).toBe(0);
    expect(stderr).toMatch(/^--device auto measures wasm: webgpu: .*install/m);
    const { devices, results } = JSON.parse(stdout);
    expect(devices.every(({ device }: { device: string }) => device === "wasm")).toBe(true);
    expect(results.some((row: object) => "faster" in row)).toBe(false);
  });

  test.each([["verify"], ["compare"]])("qkv %s says it too", async (command) => {
    const { code, stderr } = await without(command, "--model", "run");
    expect(code).toBe(1);
    expect(stderr).toMatch(/^error: webgpu: .*install.*\n$/m);
  });

  test("auto says why it takes WASM, and trains as WASM does", async () => {
    const { code, stdout, stderr } = await without(
      ...[...train, "--steps", "4", "--out", "auto", "--device", "auto"],
    );
    expect(code).toBe(0);
    expect(stderr).toMatch(/^--device auto takes wasm: webgpu: .*install/m);
    expect(losses(jsonLines(stdout))).toEqual(losses(jsonLines(trained.stdout)));
  });
});

describe("devices that are always there", () => {
  const ours = ["--devices", "wasm,reference"];

  test("verify agrees with float64, and shows the worst tensors", async () => {
    const { code, stdout, stderr } = await run("verify", "--model", "run", ...ours);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toMatch(/^tensor +pass +shape +absolute +relative$/m);
    expect(stdout).toMatch(
      /^transformer\.h\.0\.\S+ +(gradient|forward) +\[.*\] +\S+e-\d+ +\S+e-\d+$/m,
    );
    expect(stdout).toMatch(/^All \d+ tensors agree: /m);
  });

  test("verify names the first tensor that departs", async () => {
    const verify = ["verify", "--model", "run", ...ours, "--tolerance", "1e-9"];
    const { code, stdout } = await run(...verify);
    expect(code).toBe(1);
    expect(stdout).toMatch(/depart by more than 1e-9\. The first on the way is output \(forward, /);
  });

  test("an encoder-decoder is verified and compared too", exhaustive, async () => {
    const pairs = Array.from({ length: 60 }, (_, i) => `${i % 7} ${i % 5} ${i}\t${i} ${i % 5}\n`);
    writeFileSync(at("pairs.tsv"), pairs.join(""));
    const size = ["--layers", "1", "--heads", "2", "--d-model", "16", "--feed-forward", "32"];
    const task = ["train", "--task", "seq2seq", "--data", "pairs.tsv", ...size, "--batch", "8"];
    expect((await run(...task, "--steps", "1", "--out", "pairs")).code).toBe(0);
    const verified = await run("verify", "--model", "pairs", ...ours, "--data", "pairs.tsv");
    expect(verified).toMatchObject({ code: 0, stderr: "" });
    const { code, stdout } = await run("compare", "--model", "pairs", ...ours, "--json");
    expect(code).toBe(0);
    const { devices, differences } = JSON.parse(stdout);
    expect(devices.map(({ device }: { device: string }) => device)).toEqual(["wasm", "reference"]);
    for (const { load, firstStep, step, tokensPerSecond, memory } of devices)
      for (const figure of [load, firstStep, step, tokensPerSecond, memory])
        expect(figure).toBeGreaterThan(0);
    expect(differences.agrees).toBe(true);
  });

  test("a page loads nothing, runs nothing and escapes names", async () => {
    const name = "<script>alert(1)<|script>";
    const trainThere = [...train, "--steps", "1", "--out", name];
    expect((await run(...trainThere)).code).toBe(0);
    const compare = ["compare", "--model", name, ...ours, "--report", "page.html"];
    expect((await run(...compare)).code).toBe(0);
    const page = readFileSync(at("page.html"), "utf8");
    expect(page).toContain(`content="default-src 'none'; style-src 'unsafe-inline'"`);
    expect(page).not.toMatch(/<script|https?:|src=/);
  });

  test("Ctrl-C ends a comparison", async () => {
    const { code, stderr } = await qkv(["compare", "--preset", "nanogpt-cpu", ...ours], {
      cwd: folder,
      watch: (text, child) => {
        if (text.includes("measuring") && !child.killed) child.kill("SIGINT");
      },
    });
    expect(code).toBe(130);
    expect(stderr).toContain("Stopped before both devices were through");
  });
});

test.each([
  [["generate", "--model", "run", "--device", "gpu"], "--device"],
  [["train", "--data", "text.txt", "--device", "webgpu", "--threads", "1"], "--threads"],
  [["bench", "--device", "webgpu", "--threads", "1"], "--threads"],
  [["verify", "--model", "run", "--devices", "wasm"], "--devices"],
  [["verify", "--model", "run", "--devices", "wasm,wasm"], "--devices"],
  [["verify", "--model", "run", "--devices", "wasm,cuda"], "--devices"],
  [["verify", "--devices", "wasm,reference"], "--model"],
  [["verify", "--model", "run", "--tolerance", "-1"], "--tolerance"],
  [["compare"], "--model"],
  [["compare", "--model", "run", "--preset", "tiny"], "--preset"],
  [["compare", "--preset", "tiny", "--report", "no/such/page.html"], "--report"],
])("qkv %j is refused", async (args, named) => {
  const { code, stdout, stderr } = await run(...args);
  expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  expect(stderr).toContain(named);
});
