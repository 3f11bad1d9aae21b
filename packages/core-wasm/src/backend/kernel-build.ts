import { decodeDelta, decodeLetters } from "./binary-text.ts";
import { relaxedSimdDelta } from "./relaxed-simd-delta.generated.ts";
import { simdBinary } from "./simd-binary.generated.ts";
import { fasterTile, type Tile } from "./tile-timing.ts";

/** The kernels compiled with one set of WebAssembly features. */
export type BuildName = "simd" | "relaxed-simd";

/** A build made ready for this process. */
export interface KernelBuild {
  readonly name: BuildName;
  readonly module: WebAssembly.Module;
  readonly tile: Tile;
  /** Why this build and this tile. */
  readonly reason: string;
}

const plain = (): Uint8Array<ArrayBuffer> => decodeLetters(simdBinary);

/** The relaxed build is the plain one but for a tenth of its bytes. */
const binaries: Readonly<Record<BuildName, () => Uint8Array<ArrayBuffer>>> = {
  simd: plain,
  "relaxed-simd": () => decodeDelta(plain(), decodeLetters(relaxedSimdDelta)),
};

const ready = new Map<BuildName, KernelBuild>();
const shared = new Map<BuildName, WebAssembly.Module>();

/** The build of this name, or the best one that the engine has; made once a process. */
export function chooseBuild(wanted: BuildName | "auto"): KernelBuild {
  if (wanted !== "auto" && !Object.hasOwn(binaries, wanted))
    throw new Error(
      `createWasmBackend: build is ${JSON.stringify(wanted)}, expected "auto", "simd" or "relaxed-simd"`,
    );
  // Not by measured speed: on one engine "auto" must mean the same arithmetic every time.
  if (wanted === "auto") return prepare("relaxed-simd") ?? prepare("simd") ?? refuse("simd");
  return prepare(wanted) ?? refuse(wanted);
}

/** A build's module over a shared memory: the same code, and one bit in the import of the memory. */
export function sharedModule(name: BuildName): WebAssembly.Module {
  const before = shared.get(name);
  if (before) return before;
  const binary = binaries[name]();
  const at = indexOf(binary, memoryImport) + memoryImport.length;
  if (binary[at] !== HAS_LIMIT) throw new Error("wasm: the build does not import a limited memory");
  binary[at] = HAS_LIMIT | IS_SHARED;
  const module = compile(binary);
  shared.set(name, module);
  return module;
}

/** The import of memory from env, as WebAssembly writes it: both names with their lengths, then the kind. */
const memoryImport = [3, ...ascii("env"), 6, ...ascii("memory"), 2];
const HAS_LIMIT = 1;
const IS_SHARED = 2;

function ascii(text: string): readonly number[] {
  return Array.from(text, (letter) => letter.charCodeAt(0));
}

const indexOf = (bytes: Uint8Array, wanted: readonly number[]): number =>
  bytes.findIndex((_, start) => wanted.every((byte, i) => bytes[start + i] === byte));

function prepare(name: BuildName): KernelBuild | undefined {
  const before = ready.get(name);
  if (before) return before;
  const binary = binaries[name]();
  if (!WebAssembly.validate(binary)) return undefined;
  const build = describe(name, compile(binary));
  ready.set(name, build);
  return build;
}

/** Of a binary that is valid: what is left to fail is the policy of a page, and engines ask for more than is needed. */
function compile(binary: Uint8Array<ArrayBuffer>): WebAssembly.Module {
  try {
    return new WebAssembly.Module(binary);
  } catch (error) {
    throw new Error(
      "createWasmBackend: the engine does not compile the kernels; where a page has a Content-Security-Policy, its " +
        `script-src must have 'wasm-unsafe-eval' ('unsafe-eval' is not needed): ${String(error)}`,
      { cause: error },
    );
  }
}

function describe(name: BuildName, module: WebAssembly.Module): KernelBuild {
  if (name === "simd")
    return { name, module, tile: "4x8", reason: "plain SIMD has 4x8 tiles only" };
  const { tile, reason } = fasterTile(module);
  return { name, module, tile, reason };
}

function refuse(name: BuildName): never {
  const need = name === "simd" ? "WebAssembly SIMD" : "relaxed WebAssembly SIMD";
  const instead = name === "simd" ? "Node 20 or a current browser" : 'Node 22, or build "simd"';
  throw new Error(
    `createWasmBackend: build "${name}" needs ${need}, which this engine lacks; take ${instead}`,
  );
}
