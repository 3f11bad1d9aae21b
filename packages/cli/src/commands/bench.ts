import { type BenchDevice, defaultThreads, wasmDevices } from "../benchmark/bench-device.ts";
import { BenchmarkProgress } from "../benchmark/benchmark-progress.ts";
import { benchmarkJson, describeBenchmark } from "../benchmark/describe-benchmark.ts";
import { runBenchmark } from "../benchmark/run-benchmark.ts";
import { webgpuDevice } from "../benchmark/webgpu-device.ts";
import { commandOf } from "../command-line/define-command.ts";
import { choice, flag, number, type OptionValues } from "../command-line/option.ts";
import { expectThreads, refuseThreads } from "../compute-device/expect-threads.ts";
import { threadsOption } from "../compute-device/threads-option.ts";
import { isUnavailable } from "../failures/device-error.ts";
import { Interruption } from "../terminal/interruption.ts";
import { Printer, printJson } from "../terminal/printer.ts";

const options = {
  device: choice(
    "What is measured: the CPU (wasm, unless given), the GPU (webgpu, which needs the package webgpu), both (all), " +
      "or both where there is a GPU (auto); of both it says which is faster",
    ["wasm", "webgpu", "all", "auto"],
  ),
  threads: threadsOption("Threads of the last column; unless given auto, one on each core"),
  seconds: number("How long to measure, setting up aside; 15 unless given", { above: 0, to: 3600 }),
  json: flag("One JSON object on stdout, all else on stderr"),
};

export const bench = commandOf({
  name: "bench",
  description: "Measure how fast this machine computes, trains and decodes",
  options,
  examples: [
    ["qkv bench", "every build that the engine has, one thread and all cores, under a minute"],
    ["qkv bench --threads 1 --seconds 5", "a quick look, one thread only"],
    [
      "qkv bench --device auto",
      "and a column for the GPU, if there is one: which is faster at what",
    ],
    ["qkv bench --json > bench.json", "figures for a program"],
  ],
  run: runBench,
});

async function runBench(given: OptionValues<typeof options>): Promise<number> {
  const { device = "wasm", seconds = 15, json = false } = given;
  if (device === "webgpu") refuseThreads(given.threads, device);
  const threads = given.threads ?? defaultThreads();
  expectThreads(threads);
  const printer = new Printer({ json });
  const progress = new BenchmarkProgress(printer);
  using interruption = new Interruption();
  const devices: readonly BenchDevice[] = [
    ...(device === "webgpu" ? [] : await wasmDevices(threads)),
    ...(device === "wasm" ? [] : await gpuDevices(device, printer)),
  ];
  const { signal } = interruption;
  const benchmark = await runBenchmark(devices, {
    ...{ seconds, signal },
    onProgress: (name, done, left) => progress.update(name, done, left),
  }).finally(() => progress.end());
  await Promise.all(devices.map(({ device }) => device.dispose()));
  if (json) printJson(benchmarkJson(benchmark, devices));
  else printer.line(describeBenchmark(benchmark, devices, printer));
  if (interruption.stopped && !interruption.outputClosed)
    new Printer({ json: true }).say(
      benchmark.rows.length > 0
        ? "Stopped: the rows that are whole are above."
        : "Stopped before the first row was whole.",
    );
  return interruption.exitCode;
}

/** The GPU; with `auto` nothing where there is none, which is said. */
async function gpuDevices(
  device: "webgpu" | "all" | "auto",
  printer: Printer,
): Promise<readonly BenchDevice[]> {
  try {
    return [await webgpuDevice()];
  } catch (error) {
    if (device !== "auto" || !isUnavailable(error)) throw error;
    printer.say(`--device auto measures wasm: ${error.message.replaceAll("\n", " ")}`);
    return [];
  }
}
