import { createReferenceBackend, type Shape } from "@qkv/core-wasm/contract";
import { tensor } from "../src/device/create-tensor.ts";
import { tensorMethods } from "../src/device/tensor-methods.ts";
import { Generator } from "../src/random/generator.ts";
import { Device } from "../src/tensor/device.ts";
import { scope } from "../src/tensor/scope.ts";
import type { Tensor } from "../src/tensor/tensor.ts";

/** A device that computes in float64, where finite differences are sharp. */
export const referenceDevice = (): Device => new Device(createReferenceBackend(), tensorMethods);

type Values = Float64Array | Int32Array;
export type NamedValues = Readonly<Record<string, Values>>;
export type NamedShapes = Readonly<Record<string, Shape>>;

const STEP = 1e-5;
const ELEMENTS = 12;

/**
 * Worst error of the gradients of sum(cotangent * body(inputs)) with a random cotangent against
 * central differences, relative to the gradient's root mean square; a few elements of each input but
 * ids and the constants.
 */
export function worstGradientError(
  body: (inputs: Readonly<Record<string, Tensor>>) => Tensor,
  values: NamedValues,
  shapes: NamedShapes,
  constants: readonly string[] = [],
): { readonly worst: number; readonly where: string; readonly nonZero: readonly string[] } {
  const device = referenceDevice();
  const random = new Generator(7);
  const isConstant = (name: string, v: Values) =>
    v instanceof Int32Array || constants.includes(name);
  const build = (): Record<string, Tensor> =>
    Object.fromEntries(
      Object.entries(values).map(([name, v]) => {
        const made = tensor(v, { shape: shapes[name]!, device });
        return [name, isConstant(name, v) ? made : made.requiresGrad_()];
      }),
    );
  let cotangent: Float64Array | undefined;
  const objective = (): number =>
    scope(() => {
      const y = Array.from(body(build()).dataSync());
      cotangent ??= random.normal(y.length);
      return y.reduce((sum, v, i) => sum + v * cotangent![i]!, 0);
    });
  objective();
  const gradients = scope(() => {
    const inputs = build();
    const y = body(inputs);
    y.backward({ gradient: tensor(cotangent!, { shape: y.shape, device }) });
    return Object.fromEntries(
      Object.entries(inputs).flatMap(([name, { grad }]) =>
        grad ? [[name, Array.from(grad.dataSync())] as const] : [],
      ),
    );
  });
  let [worst, where] = [0, ""];
  const nonZero: string[] = [];
  for (const [name, v] of Object.entries(values)) {
    if (isConstant(name, v)) continue;
    const gradient = gradients[name];
    if (!gradient) throw new Error(`no gradient for ${name}`);
    if (gradient.some((g) => g !== 0)) nonZero.push(name);
    if (v.length === 0) continue; // nothing to move
    const rms = Math.sqrt(gradient.reduce((sum, g) => sum + g * g, 0) / gradient.length);
    for (const i of random.integers(Math.min(ELEMENTS, v.length), v.length)) {
      const center = v[i]!;
      v[i] = center + STEP;
      const up = objective();
      v[i] = center - STEP;
      const down = objective();
      v[i] = center;
      const error = Math.abs((up - down) / (2 * STEP) - gradient[i]!) / Math.max(rms, 1e-3);
      if (error > worst) [worst, where] = [error, `${name}[${i}]`];
    }
  }
  return { worst, where, nonZero };
}
