// What threads cost on a busy machine: `npm run -s bench:contention [-- --rounds N --seconds S --processes P --threads T]`.
// P processes compute the kernels of a small training step all the time, with 1 thread and with T, by turns. The
// ratio is the steps with T threads over those with 1: above 0.9 threads cost at most 10 %.
import { fork } from "node:child_process";
import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { importSources } from "../scripts/bundle.mjs";
import { benchmarkRows } from "./rows.mjs";

const number = (value) => ({ type: "string", default: String(value) });
const { values } = parseArgs({
  options: {
    rounds: number(7),
    seconds: number(1.5),
    processes: number(2),
    threads: number(2),
  },
});
const [rounds, seconds, processes, threads] = ["rounds", "seconds", "processes", "threads"].map(
  (name) => Number(values[name]),
);

if (process.send) await serve();
else await compare();

/** Ask all processes at once for a while of steps, and print what each has made. */
async function compare() {
  const children = Array.from({ length: processes }, () =>
    fork(fileURLToPath(import.meta.url), ["--threads", String(threads)]),
  );
  const all = (message) => Promise.all(children.map((child) => ask(child, message)));
  await all({ threads: 1, seconds: 0.3 });
  await all({ threads, seconds: 0.3 });
  console.log(
    `Node ${process.versions.node}, ${availableParallelism()} cores: ${processes} busy processes, 1 and ${threads} threads`,
  );
  const ratios = [];
  const slowest = [];
  for (let round = 1; round <= rounds; round++) {
    const one = await all({ threads: 1, seconds });
    const several = await all({ threads, seconds });
    const ratio = sum(several) / sum(one);
    const worst = Math.min(...several.map((rate, i) => rate / one[i]));
    ratios.push(ratio);
    slowest.push(worst);
    console.log(
      `round ${round}: ${rates(one)} and ${rates(several)} steps/s, ratio ${ratio.toFixed(2)}, slower process ${worst.toFixed(2)}`,
    );
  }
  console.log(
    `median ratio ${median(ratios).toFixed(2)}, of the slower process ${median(slowest).toFixed(2)}`,
  );
  for (const child of children) child.disconnect();
}

function ask(child, message) {
  return new Promise((resolve, reject) => {
    const ended = () => reject(new Error("a process ended"));
    child.once("exit", ended);
    child.once("message", (rate) => {
      child.off("exit", ended);
      resolve(rate);
    });
    child.send(message);
  });
}

/** Steps each second, on a backend of as many threads, whenever asked. */
async function serve() {
  const {
    index: { createThreadedWasmBackend },
    contract,
    conformance,
  } = await importSources({
    index: "src/index.ts",
    contract: "src/contract/index.ts",
    conformance: "src/contract/conformance.ts",
  });
  const steps = new Map();
  for (const count of [1, threads]) {
    const backend = await createThreadedWasmBackend({ threads: count });
    steps.set(count, stepOf(backend, contract, conformance));
  }
  process.on("message", (message) => {
    const step = steps.get(message.threads);
    const start = performance.now();
    let done = 0;
    while (performance.now() - start < 1000 * message.seconds) {
      step();
      done++;
    }
    process.send((1000 * done) / (performance.now() - start));
  });
  process.on("disconnect", () => process.exit());
}

/** The kernels of one layer of nanoGPT's recipe for CPUs, forward and backward, and an optimiser step. */
function stepOf(backend, contract, conformance) {
  const wanted = [
    "Y = X W', 768 x 128 -> 512",
    "dX = dY W, 768 x 512 -> 128",
    "dW = dY' X, 512 x 128 over 768",
    "causal, 12 x 4 heads of 32, T 64",
    "with slope",
    "0.8 M parameters",
  ];
  const kernels = ["softmax", "layerNorm", "layerNormBackward", "accumulate", "accumulateSquares"];
  const rows = benchmarkRows(contract).filter(
    ({ kernel, name }) => wanted.includes(name) || kernels.includes(kernel),
  );
  const calls = rows.map(({ kernel, shapes, attrs }) => {
    const spec = contract.kernels[kernel];
    const inputs = {};
    const outputs = {};
    for (const [operand, host] of Object.entries(
      conformance.randomInputs(spec, { shapes, attrs }, 1),
    )) {
      inputs[operand] = backend.allocate(host.length, spec.inputs[operand].dtype ?? "float32");
      backend.upload(inputs[operand], host);
    }
    for (const [operand, shape] of Object.entries(spec.shapes(shapes, attrs)))
      if (shape) outputs[operand] = backend.allocate(contract.sizeOf(shape), "float32");
    return () => backend.kernels[kernel](inputs, outputs, shapes, attrs);
  });
  return () => {
    for (const call of calls) call();
  };
}

function sum(numbers) {
  return numbers.reduce((total, x) => total + x, 0);
}

function median(numbers) {
  return [...numbers].sort((a, b) => a - b)[numbers.length >> 1];
}

function rates(numbers) {
  return numbers.map((rate) => rate.toFixed(1)).join(" + ");
}
