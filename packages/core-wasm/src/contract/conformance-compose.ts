import type { Backend, HostArray, KernelName } from "./backend.ts";
import { type AnySpec, specOf } from "./conformance-spec.ts";
import type { Composer, Values } from "./kernel.ts";
import { type Shape, sizeOf } from "./shape.ts";

type AnyLaunch = (inputs: object, outputs: object, shapes: object, attrs: object) => void;

/** A buffer with its shape, while a composition is evaluated. */
export interface RunOperand {
  readonly buffer: unknown;
  readonly shape: Shape;
}

/** Evaluate a fused kernel's composition on the backend and read its result; undefined where it has none. */
export async function compositionOf(
  spec: AnySpec,
  host: Record<string, Values | undefined>,
  shapes: object,
  attrs: object,
  backend: Backend,
): Promise<HostArray | undefined> {
  const made: unknown[] = [];
  const allocate = (shape: Shape, dtype: "float32" | "int32"): RunOperand => {
    const buffer = backend.allocate(sizeOf(shape), dtype);
    made.push(buffer);
    return { buffer, shape };
  };
  const upload = (shape: Shape, values: ArrayLike<number>, dtype: "float32" | "int32") => {
    const operand = allocate(shape, dtype);
    backend.upload(operand.buffer, values);
    return operand;
  };
  const composer: Composer<RunOperand> = {
    run(kernel, inputs, runAttrs) {
      const runSpec = specOf(kernel as KernelName);
      const buffers: Record<string, unknown> = {};
      const inputShapes: Record<string, Shape> = {};
      for (const [name, operand] of Object.entries(inputs))
        if (operand) [buffers[name], inputShapes[name]] = [operand.buffer, operand.shape];
      const outputs: Record<string, unknown> = {};
      const results: RunOperand[] = [];
      for (const [name, shape] of Object.entries(runSpec.shapes(inputShapes as never, runAttrs)))
        if (shape) {
          const result = allocate(shape as Shape, runSpec.outputs[name]!.dtype ?? "float32");
          outputs[name] = result.buffer;
          results.push(result);
        }
      (backend.kernels[kernel as KernelName] as unknown as AnyLaunch)(
        buffers,
        outputs,
        inputShapes,
        runAttrs,
      );
      return results[0]!;
    },
    constant: (shape, value) =>
      upload(
        shape,
        Float64Array.from({ length: sizeOf(shape) }, (_, i) => value(i)),
        "float32",
      ),
    reshape: (operand, shape) => ({ buffer: operand.buffer, shape }),
  };
  const inputs: Record<string, RunOperand> = {};
  for (const [name, values] of Object.entries(host))
    inputs[name] = upload(
      (shapes as Record<string, Shape>)[name]!,
      values!,
      spec.inputs[name]!.dtype ?? "float32",
    );
  try {
    const result = spec.compose!(composer, inputs as never, shapes as never, attrs);
    return result && (await backend.read(result.buffer));
  } finally {
    for (const buffer of made) backend.release(buffer);
  }
}
