import { mkdir, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import asc from "assemblyscript/asc";

const packageRoot = fileURLToPath(new URL("..", import.meta.url));
const generated = new URL("../src/backend/kernels-binary.generated.ts", import.meta.url);

const options = ["--runtime", "stub", "-O3", "--noAssert", "--enable", "simd", "--importMemory"];

const binary = await compile();
await mkdir(new URL(".", generated), { recursive: true });
await writeFile(generated, asModule(binary));
console.log(`kernels: ${binary.length} bytes of WebAssembly`);

async function compile() {
  let output;
  const { error, stderr } = await asc.main(
    ["assembly/index.ts", "--baseDir", packageRoot, "--outFile", "kernels.wasm", ...options],
    {
      writeFile: (_name, contents) => {
        output = contents;
      },
    },
  );
  const report = stderr.toString();
  process.stderr.write(report);
  if (error) fail(error.message);
  if (report !== "") fail("the compiler warned; a warning fails the build");
  if (!WebAssembly.validate(output)) fail("the compiler wrote an invalid module");
  return output;
}

function asModule(bytes) {
  return `export const kernelsBinary = "${Buffer.from(bytes).toString("base64")}";\n`;
}

function fail(reason) {
  console.error(`build-wasm: ${reason}`);
  process.exit(1);
}
