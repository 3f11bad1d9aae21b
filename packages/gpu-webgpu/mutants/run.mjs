// Proves the tests of the kernels: breaks one place at a time and tells whether a sample of the conformance suite, on
// this machine's WebGPU, fails. `node mutants/run.mjs [kernel ...]`; exits with 1 when a fault goes unseen.
import { readFile, rm, mkdtemp } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { conformanceCases } from "@qkv/core-wasm/conformance";
import { build } from "esbuild";
import { softwareGpu } from "../../../scripts/software-gpu.mjs";
import { mutants } from "./mutants.mjs";

Object.assign(process.env, softwareGpu);
const source = fileURLToPath(new URL("../src/", import.meta.url));
const folder = await mkdtemp(fileURLToPath(new URL("../node_modules/.mutants-", import.meta.url)));
const wanted = process.argv.slice(2);
const chosen = mutants.filter(({ kernels }) => wanted.length === 0 || kernels.some((kernel) => wanted.includes(kernel)));
let [built, missed] = [0, 0];

try {
  for (const kernel of new Set(chosen.flatMap(({ kernels }) => kernels))) {
    const [failure] = await failuresOf([kernel]);
    if (failure) report(false, [kernel], `fails without a mutant: ${failure}`);
  }
  for (const { kernels, fault, file, find, replace } of chosen) {
    const text = await readFile(join(source, file), "utf8");
    const places = text.split(find).length - 1;
    if (places === 0) report(false, kernels, `${fault}: ${file} does not have the text ${find}`);
    else {
      const failures = await failuresOf(kernels, { file, text: text.replace(find, () => replace) });
      report(failures.length > 0, kernels, fault, failures.length);
    }
  }
} finally {
  await rm(folder, { recursive: true });
}
console.log(`${chosen.length} mutants, ${missed} problems`);
process.exit(missed > 0 ? 1 : 0);

function report(caught, kernels, text, failures = 0) {
  if (!caught) missed++;
  const by = caught ? ` (${failures} samples)` : "";
  console.log(`${caught ? "caught" : "MISSED"}  ${kernels.join(", ")}: ${text}${by}`);
}

/** Messages of the samples that fail, with one file of the sources exchanged. */
async function failuresOf(kernels, mutated) {
  const outfile = join(folder, `${built++}.mjs`);
  await build({
    entryPoints: [join(source, "index.ts")],
    bundle: true,
    format: "esm",
    platform: "node",
    packages: "external",
    outfile,
    logLevel: "error",
    plugins: mutated ? [exchange(mutated)] : [],
  });
  const { webgpu } = await import(pathToFileURL(outfile));
  const failures = [];
  for (const subgroups of [true, false]) {
    const backend = await webgpu({ subgroups });
    for (const { kernel, run } of conformanceCases())
      if (kernels.includes(kernel))
        await run(backend).catch(({ message }) => failures.push(message));
    await backend.dispose();
  }
  return failures;
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
