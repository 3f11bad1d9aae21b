// Proves the tests of the kernels: breaks one place at a time and tells whether a sample of the conformance suite, on
// this machine's WebGPU, fails. `node mutants/run.mjs [kernel ...]`; exits with 1 when a fault goes unseen.
import { EventEmitter } from "node:events";
import { mkdir, mkdtemp, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { conformanceCases } from "@qkv/core-wasm/conformance";
import { build } from "esbuild";
import { softwareGpu } from "../../../scripts/software-gpu.mjs";
import { mutants } from "./mutants.mjs";

Object.assign(process.env, softwareGpu);
EventEmitter.defaultMaxListeners = 0; // every mutant's backend listens to the one device
const source = fileURLToPath(new URL("../src/", import.meta.url));
const modules = new URL("../node_modules/", import.meta.url);
await mkdir(modules, { recursive: true }); // npm makes it only where something is not shared
const folder = await mkdtemp(fileURLToPath(new URL(".mutants-", modules)));
const wanted = process.argv.slice(2);
const chosen = mutants.filter(
  ({ kernels }) => wanted.length === 0 || kernels.some((kernel) => wanted.includes(kernel)),
);
let [built, problems] = [0, 0];
const started = performance.now();

try {
  const whole = await bundle();
  // One device for all: it keeps what it compiled, so a mutant costs the kernels that it changes.
  const request = async (limits) =>
    whole.requestDevice(await whole.findGpu(), {
      ...{ powerPreference: "high-performance", subgroups: true, limits },
    });
  const requested = await request("adapter");
  const strict = await request("default");
  const backendsOf = async ({ WebgpuBackend }) => {
    const create = (matmul, device) =>
      WebgpuBackend.create({ request: async () => device, keepHostCopy: false, matmul });
    return [
      ["adapter", true, await create("subgroup", requested)],
      ["adapter", false, await create("workgroup", { ...requested, subgroupSize: 0 })],
      ["default", false, await create("workgroup", strict)],
    ];
  };
  const unbroken = await backendsOf(whole);
  for (const mutant of chosen) {
    const { kernels, fault, file, find, replace } = mutant;
    const [failure] = await failuresOf(mutant, unbroken);
    if (failure) problem(mutant, `fails without the fault: ${failure.message}`);
    const text = await readFile(join(source, file), "utf8");
    const places = text.split(find).length - 1;
    if (places !== 1) {
      problem(mutant, `${file} has the text ${places} times`);
      continue;
    }
    const broken = await bundle({ file, text: text.replace(find, () => replace) });
    const failures = await failuresOf(mutant, await backendsOf(broken));
    const refused = failures.find(({ name }) => name === "KernelError");
    if (refused) problem(mutant, `is no valid shader: ${refused.message}`);
    else if (failures.length === 0) problem(mutant, "MISSED");
    else console.log(`caught  ${kernels.join(", ")}: ${fault} (${failures.length} samples)`);
  }
} finally {
  await rm(folder, { recursive: true });
}
const seconds = Math.round((performance.now() - started) / 1000);
console.log(`${chosen.length} mutants, ${problems} problems, ${seconds} s`);
process.exit(problems > 0 ? 1 : 0);

function problem({ kernels, fault }, what) {
  problems++;
  console.log(`${kernels.join(", ")}: ${fault}: ${what}`);
}

/** Errors of the mutant's samples; `limits: "default"` for a fault of what only runs with the limits that WebGPU promises. */
async function failuresOf({ kernels, samples, subgroups, limits = "adapter" }, backends) {
  const failures = [];
  for (const [has, shuffles, backend] of backends)
    if (limits === has && (subgroups === undefined || subgroups === shuffles))
      for (const { kernel, name, run } of conformanceCases())
        if (kernels.includes(kernel) && isChosen(samples, name))
          await run(backend).catch((error) => failures.push(error));
  return failures;
}

function isChosen(samples, name) {
  if (samples === undefined) return true;
  if (samples instanceof RegExp) return samples.test(name);
  const [, number] = /^#(\d+)/.exec(name) ?? []; // uses launched together have none
  return samples.includes(Number(number));
}

/** The backend, with one file of the sources exchanged. */
async function bundle(mutated) {
  const outfile = join(folder, `${built++}.mjs`);
  await build({
    stdin: {
      contents: ["device/find-gpu", "device/request-device", "webgpu-backend"]
        .map((file) => `export * from "./${file}.ts";`)
        .join("\n"),
      resolveDir: source,
    },
    bundle: true,
    format: "esm",
    platform: "node",
    packages: "external",
    outfile,
    logLevel: "error",
    plugins: mutated ? [exchange(mutated)] : [],
  });
  return import(pathToFileURL(outfile));
}

function exchange({ file, text }) {
  return {
    name: "mutant",
    setup({ onLoad }) {
      onLoad({ filter: /\.ts$/ }, ({ path }) =>
        path === join(source, file) ? { contents: text, loader: "ts" } : undefined,
      );
    },
  };
}
