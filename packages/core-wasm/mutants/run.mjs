// Proves the conformance suite: builds the kernels with one fault at a time and tells whether a sample of
// the kernel fails. `node mutants/run.mjs [kernel ...]`; exits with 1 when a fault goes unseen.
import { readdir, readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import asc from "assemblyscript/asc";
import { importSources } from "../scripts/bundle.mjs";
import { mutants } from "./mutants.mjs";

const assembly = new URL("../assembly/", import.meta.url);
const { backend, conformance, contract } = await importSources({
  backend: "src/backend/instantiate-backend.ts",
  conformance: "src/contract/conformance.ts",
  contract: "src/contract/index.ts",
});
const cases = conformance.conformanceCases();
const sources = new Map();
// What the contract and the assembly know both lies with the contract.
for (const file of [...(await readdir(assembly)), "../src/contract/quantized-panel.ts"])
  sources.set(file, await readFile(new URL(file, assembly), "utf8"));

// The plain build, which every engine runs, has tiles of 6 rows once this line is gone.
const tallFile = "matmul-tall-micro-kernels.ts";
const withTallTiles = (files) => {
  const source = files.get(tallFile);
  const changed = source.replace("if (!ASC_FEATURE_RELAXED_SIMD) return 0;", "");
  if (changed === source) throw new Error(`${tallFile} has no condition on the build any more`);
  return new Map(files).set(tallFile, changed);
};

const wanted = process.argv.slice(2);
const unknown = wanted.filter((kernel) => !(kernel in contract.kernels));
if (unknown.length > 0) throw new Error(`no such kernel: ${unknown.join(", ")}`);
const chosen = mutants.filter(({ kernel }) => wanted.length === 0 || wanted.includes(kernel));

let problems = 0;
const sound = await build(sources);
const soundTall = await failuresOf("matmul", await build(withTallTiles(sources)), "6x8");
if (soundTall.length > 0) report(false, "matmul", `fails with tiles of 6: ${soundTall[0]}`);
for (const kernel of Object.keys(contract.kernels)) {
  if (!mutants.some((mutant) => mutant.kernel === kernel))
    report(false, kernel, "has no mutant in mutants.mjs");
  const failures = await failuresOf(kernel, sound);
  if (failures.length > 0) report(false, kernel, `fails without a mutant: ${failures[0]}`);
}
for (const { kernel, fault, file, find, replace, tile = "4x8" } of chosen) {
  const source = sources.get(file);
  const occurrences = (source ?? "").split(find).length - 1;
  if (occurrences !== 1) {
    report(false, kernel, `${fault}: ${file} has its text ${occurrences} times, expected once`);
    continue;
  }
  const mutated = new Map(sources).set(
    file,
    source.replace(find, () => replace),
  );
  const binary = await build(tile === "6x8" ? withTallTiles(mutated) : mutated);
  const failures = await failuresOf(kernel, binary, tile);
  report(failures.length > 0, kernel, fault, failures);
}
console.log(`${chosen.length} mutants, ${problems} problems`);
process.exitCode = problems > 0 ? 1 : 0;

function report(caught, kernel, text, failures = []) {
  if (!caught) problems++;
  const samples = cases.filter((conformanceCase) => conformanceCase.kernel === kernel).length;
  const by = caught ? ` (${failures.length} of ${samples} samples)` : "";
  console.log(`${caught ? "caught" : "MISSED"}  ${kernel}: ${text}${by}`);
}

/** Messages of the kernel's samples that fail on this binary. */
async function failuresOf(kernel, binary, tile = "4x8") {
  const failures = [];
  for (const conformanceCase of cases) {
    if (conformanceCase.kernel !== kernel) continue;
    // A backend of its own, for a fault may damage memory beyond the sample.
    const guarded = backend.instantiateBackend(new WebAssembly.Module(binary), {
      guarded: true,
      tile,
    });
    await conformanceCase.run(guarded).catch((error) => failures.push(error.message));
  }
  return failures;
}

async function build(files) {
  let binary;
  const options = ["--runtime", "stub", "-O1", "--noAssert", "--enable", "simd", "--importMemory"];
  const { error, stderr } = await asc.main(
    ["index.ts", "--baseDir", fileURLToPath(assembly), "--outFile", "kernels.wasm", ...options],
    {
      readFile: (name) => files.get(name) ?? null,
      writeFile: (_name, contents) => {
        binary = contents;
      },
      listFiles: () => [],
    },
  );
  if (error) throw new Error(`${error.message}\n${stderr}`);
  return binary;
}
