// Speed of every kernel on this machine: `npm run -s bench:kernels [-- [--build B] [--threads N] kernel ...]`.
// GFLOP/s from the contract's operation counts, GB/s from the operands read and written once.
import { parseArgs } from "node:util";
import { importSources } from "../scripts/bundle.mjs";
import { benchmarkRows } from "./rows.mjs";

const SAMPLES = 15;
const SAMPLE_MS = 8;

const {
  index: { createThreadedWasmBackend },
  contract,
  conformance,
  machine: { ArithmeticPeak, ReadBandwidth },
} = await importSources({
  index: "src/index.ts",
  contract: "src/contract/index.ts",
  conformance: "src/contract/conformance.ts",
  machine: "src/machine/index.ts",
});
const { values: options, positionals: wanted } = parseArgs({
  allowPositionals: true,
  options: {
    build: { type: "string", default: "auto" },
    threads: { type: "string", default: "1" },
  },
});
const backend = await createThreadedWasmBackend({
  build: options.build,
  threads: Number(options.threads),
});
const rows = benchmarkRows(contract).filter(
  ({ kernel }) => wanted.length === 0 || wanted.includes(kernel),
);
const missing = Object.keys(contract.kernels).filter(
  (kernel) => wanted.length === 0 && !rows.some((row) => row.kernel === kernel),
);

const peak = new ArithmeticPeak().best;
const reads = new ReadBandwidth().median;
console.log(`Node ${process.versions.node}: ${JSON.stringify(backend.info)}`);
console.log(
  `128-bit peak: ${peak.toFixed(1)} GFLOP/s (multiply and add in registers, one thread); ` +
    `reads of memory: ${reads.toFixed(1)} GB/s\n`,
);
console.log(line(["kernel", "size", "best", "median", "GFLOP/s", "of peak", "GB/s"]));
for (const row of rows) console.log(measureRow(row));
await backend.dispose();
if (missing.length > 0) {
  console.error(`\nno row for: ${missing.join(", ")}`);
  process.exitCode = 1;
}

function line([kernel, name, ...numbers]) {
  return `${kernel.padEnd(18)} ${name.padEnd(48)} ${numbers.map((text) => text.padStart(9)).join(" ")}`;
}

function measureRow({ kernel, name = "", shapes, attrs, prepack = false }) {
  const spec = contract.kernels[kernel];
  const host = conformance.randomInputs(spec, { shapes, attrs }, 1);
  const inputs = {};
  const outputs = {};
  let moved = 0;
  for (const [operand, values] of Object.entries(host)) {
    const { dtype = "float32", updated } = spec.inputs[operand];
    inputs[operand] = backend.allocate(values.length, dtype);
    backend.upload(inputs[operand], values);
    moved += 4 * values.length * (updated ? 2 : 1);
  }
  for (const [operand, shape] of Object.entries(spec.shapes(shapes, attrs))) {
    if (!shape) continue;
    outputs[operand] = backend.allocate(contract.sizeOf(shape), "float32");
    moved += 4 * contract.sizeOf(shape);
  }
  if (prepack) {
    const packed = backend.prepack(inputs.b, shapes.b, attrs.transposeB);
    backend.release(inputs.b);
    inputs.b = packed;
  }
  if (kernel === "writeRows") moved = 8 * attrs.batch * attrs.count * attrs.width;
  const { best, median } = time(() => backend.kernels[kernel](inputs, outputs, shapes, attrs));
  for (const buffer of [...Object.values(inputs), ...Object.values(outputs)])
    backend.release(buffer);
  const gflops = spec.flops(shapes, attrs) / best / 1e9;
  const title = [
    name,
    ...(name ? [] : [Object.values(shapes).map(contract.formatShape).join(" ")]),
  ];
  return line([
    kernel,
    title.join(" "),
    duration(best),
    duration(median),
    gflops > 0 ? gflops.toFixed(2) : "",
    gflops > 0 ? `${((100 * gflops) / peak).toFixed(0)} %` : "",
    (moved / best / 1e9).toFixed(1),
  ]);
}

/** Seconds of one call: the fastest and the middle of several samples. */
function time(call) {
  let calls = 1;
  let seconds = run(call, 1);
  while (seconds < SAMPLE_MS / 1000) {
    calls = Math.max(calls + 1, Math.ceil((calls * SAMPLE_MS) / 900 / Math.max(seconds, 1e-6)));
    calls = Math.min(calls, 1_000_000);
    seconds = run(call, calls);
  }
  const samples = Array.from({ length: SAMPLES }, () => run(call, calls) / calls);
  samples.sort((a, b) => a - b);
  return { best: samples[0], median: samples[SAMPLES >> 1] };
}

function run(call, times) {
  const start = performance.now();
  for (let i = 0; i < times; i++) call();
  return (performance.now() - start) / 1000;
}

function duration(seconds) {
  if (seconds >= 1e-3) return `${(seconds * 1e3).toFixed(2)} ms`;
  return `${(seconds * 1e6).toFixed(1)} us`;
}
