import type { Backend, HostArray, KernelName } from "./backend.ts";
import type { AnySpec } from "./conformance-spec.ts";
import type { Values } from "./kernel.ts";
import { type Shape, sizeOf } from "./shape.ts";

// The table with its types forgotten: the suite treats every kernel alike.
type AnyLaunch = (inputs: object, outputs: object, shapes: object, attrs: object) => void;
type Named<T> = Record<string, T | undefined>;

/** Outputs and updated inputs of one launch, read back to the host. */
export async function evaluate(
  kernel: KernelName,
  spec: AnySpec,
  host: Named<Values>,
  shapes: object,
  attrs: object,
  backend: Backend,
): Promise<Record<string, HostArray>> {
  const inputs: Named<unknown> = {};
  const outputs: Named<unknown> = {};
  for (const [name, values] of Object.entries(host)) {
    inputs[name] = backend.allocate(values!.length, spec.inputs[name]!.dtype ?? "float32");
    backend.upload(inputs[name], values!);
  }
  const outputShapes = spec.shapes(shapes as never, attrs) as Named<Shape>;
  for (const [name, shape] of Object.entries(outputShapes)) {
    if (!shape) continue;
    outputs[name] = backend.allocate(sizeOf(shape), spec.outputs[name]!.dtype ?? "float32");
    backend.upload(outputs[name], new Float64Array(sizeOf(shape)).fill(Number.NaN));
  }
  try {
    (backend.kernels[kernel] as unknown as AnyLaunch)(inputs, outputs, shapes, attrs);
    const results: Record<string, HostArray> = {};
    for (const [name, buffer] of Object.entries(outputs))
      results[name] = await backend.read(buffer);
    for (const [name, operand] of Object.entries(spec.inputs))
      if (operand.updated && inputs[name]) results[name] = await backend.read(inputs[name]);
    const overruns = backend.overruns?.() ?? []; // only while the buffers are alive
    if (overruns.length > 0) throw new Error(`${kernel}: ${overruns.join("; ")}`);
    return results;
  } finally {
    for (const buffer of [...Object.values(inputs), ...Object.values(outputs)])
      backend.release(buffer);
  }
}
