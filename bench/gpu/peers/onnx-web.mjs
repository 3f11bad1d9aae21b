import { mapValues } from "../../map-values.mjs";
import { onnxModel } from "../../peers/onnx-model.mjs";
import { wasmBinary } from "./onnx-binary.mjs";
import { chainLength, onnxGpuGraph } from "./onnx-graphs.mjs";

/** Tasks whose time includes reading the result. */
const onHost = new Set(["decode", "read"]);

/** ONNX Runtime Web on its webgpu provider: operands and results stay on the device, a call is a session.run. */
export async function loadOnnxWeb() {
  if (Number.parseInt(process.versions.node, 10) < 24)
    throw new Error("under Node 20 it waits for ever, it needs Node 24");
  const module = await import("onnxruntime-web/webgpu");
  const runtime = module.default ?? module;
  runtime.env.wasm.numThreads = 1;
  runtime.env.logLevel = "error";
  runtime.env.webgpu.powerPreference = "high-performance";
  const binary = wasmBinary();
  if (binary) runtime.env.wasm.wasmBinary = binary;
  return { name: "onnx-web", contestant: (entry) => contestant(runtime, entry) };
}

async function contestant(runtime, entry) {
  const repeats = chainLength(entry.task);
  const timed = await open(runtime, entry, repeats);
  if (!timed) return undefined;
  const single = repeats === 1 ? undefined : await once(runtime, entry);
  let result;
  return {
    repeats,
    finish: timed.finish,
    run: async () => {
      result?.y.dispose();
      result = await timed.run();
    },
    output: async () => ({ y: single ?? timed.restored(await result.y.getData()) }),
    dispose: async () => {
      result?.y.dispose();
      await timed.release();
    },
  };
}

/** One result of what is timed in a chain, for the check. */
async function once(runtime, entry) {
  const session = await open(runtime, entry, 1);
  const { y } = await session.run();
  const values = session.restored(await y.getData());
  y.dispose();
  await session.release();
  return values;
}

async function open(runtime, entry, repeats) {
  const graph = onnxGpuGraph(entry, repeats);
  if (!graph) return undefined;
  const { nodes, constants, feeds, output, restored = (values) => values } = graph;
  const inputs = mapValues(feeds, ({ shape }) => shape);
  const session = await runtime.InferenceSession.create(
    onnxModel({ nodes, constants, inputs, outputs: { y: output } }),
    {
      executionProviders: ["webgpu"],
      preferredOutputLocation: onHost.has(entry.task) ? "cpu" : "gpu-buffer",
      graphOptimizationLevel: "all",
    },
  );
  const device = await runtime.env.webgpu.device;
  const operands = mapValues(feeds, (operand) => uploaded(runtime, device, operand));
  const tensors = mapValues(operands, ({ tensor }) => tensor);
  return {
    restored,
    run: () => session.run(tensors),
    finish: () => device.queue.onSubmittedWorkDone(),
    release: async () => {
      for (const { buffer } of Object.values(operands)) buffer.destroy();
      await session.release();
    },
  };
}

function uploaded(runtime, device, { shape, values }) {
  const usage = GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_DST | GPUBufferUsage.COPY_SRC;
  const size = Math.ceil(values.byteLength / 16) * 16;
  const buffer = device.createBuffer({ label: "operand", size, usage });
  device.queue.writeBuffer(buffer, 0, values);
  return {
    buffer,
    tensor: runtime.Tensor.fromGpuBuffer(buffer, { dataType: "float32", dims: shape }),
  };
}
