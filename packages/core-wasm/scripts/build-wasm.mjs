import { readdirSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { instantiateSync } from "@assemblyscript/loader";
import asc from "assemblyscript/asc";
import { writeDelta } from "./binary-delta.mjs";
import { writeLetters } from "./binary-letters.mjs";
import { describeExports } from "./describe-exports.mjs";

const packageRoot = fileURLToPath(new URL("..", import.meta.url));
const assembly = new URL("../assembly/", import.meta.url);
const backend = new URL("../src/backend/", import.meta.url);

const options = [
  ...["--runtime", "stub", "-O3", "--noAssert", "--enable", "simd", "--importMemory"],
  // A shared memory must have a limit, and one binary serves both kinds: 4 GiB.
  ...["--maximumMemory", "65536"],
];

/** One source, one binary for each set of features. */
const builds = [
  { name: "simd", features: [] },
  { name: "relaxed-simd", features: ["relaxed-simd"] },
];

await mkdir(backend, { recursive: true });
const binaries = [];
for (const { name, features } of builds) {
  const { binary, description } = await compile(features);
  binaries.push(Buffer.from(binary));
  for (const [file, text] of Object.entries(description))
    await writeFile(new URL(file, backend), text); // the same of every build
  console.log(`${name}: ${binary.length} bytes of WebAssembly, ${gzipSync(binary).length} in gzip`);
}
const [simd, relaxed] = binaries;
await writeText("simd-binary", writeLetters(simd));
await writeText("relaxed-simd-delta", writeLetters(writeDelta(simd, relaxed)));

async function compile(features) {
  let binary;
  let description;
  const describe = class {
    afterInitialize() {
      expectAllFiles(this.program);
      description = describeExports(this.program, "assembly/index");
    }
  };
  const enabled = features.flatMap((feature) => ["--enable", feature]);
  const { error, stderr } = await asc.main(
    [
      ...["assembly/index.ts", "--baseDir", packageRoot, "--outFile", "kernels.wasm"],
      ...options,
      ...enabled,
    ],
    {
      writeFile: (_name, contents) => {
        binary = contents;
      },
      transforms: [describe], // it reads and transforms nothing
    },
  );
  const report = stderr.toString();
  process.stderr.write(report);
  if (error) fail(error.message);
  if (report !== "") fail("the compiler warned; a warning fails the build");
  // Only the plain build is known to every Node that builds.
  if (features.length === 0) expectStarts(binary);
  return { binary, description };
}

/** What is built starts, and its data end where memory of its own begins. */
function expectStarts(binary) {
  if (!WebAssembly.validate(binary)) fail("the compiler wrote an invalid module");
  const memory = new WebAssembly.Memory({ initial: 256, maximum: 65536 });
  const { heapBase } = instantiateSync(binary, { env: { memory, tallTiles: 0 } }).exports;
  const end = heapBase();
  if (!(end > 0 && end < memory.buffer.byteLength)) fail(`its heap begins at ${end}`);
}

/** A file that the entry does not lead to would be left out, and nothing else would tell. */
function expectAllFiles({ filesByName }) {
  for (const file of readdirSync(assembly))
    if (!filesByName.has(`assembly/${file.replace(/\.ts$/, "")}`))
      fail(`assembly/${file} is imported by nothing; export its functions in assembly/index.ts`);
}

/** A module of one text, called as the file. */
function writeText(name, text) {
  console.log(`${name}: ${text.length} letters, ${gzipSync(text).length} bytes in gzip`);
  const constant = name.replace(/-(\w)/g, (_, letter) => letter.toUpperCase());
  const url = new URL(`${name}.generated.ts`, backend);
  return writeFile(url, `export const ${constant} = "${text}";\n`);
}

function fail(reason) {
  console.error(`build-wasm: ${reason}`);
  process.exit(1);
}
