import { randomInputs } from "../src/contract/conformance.ts";
import { type Backend, type KernelName, kernels, type Shape } from "../src/contract/index.ts";
import { runKernel, specOf, type Tensor } from "./run-kernel.ts";

/** What a backend computes for every sample of the contract (or of some kernels), by name. */
function everySample(
  backend: Backend,
  wanted: readonly KernelName[] = Object.keys(kernels) as KernelName[],
): ReadonlyMap<string, Record<string, number[]>> {
  const results = new Map<string, Record<string, number[]>>();
  for (const kernel of wanted) {
    const spec = specOf(kernel);
    spec.samples.forEach((sample, index) => {
      const inputs: Record<string, Tensor> = {};
      const shapes = sample.shapes as Record<string, Shape | undefined>;
      for (const [name, values] of Object.entries(randomInputs(spec, sample, 1 + index)))
        inputs[name] = { shape: shapes[name]!, values: values! };
      results.set(`${kernel} #${index}`, runKernel(backend, kernel, inputs, sample.attrs));
    });
  }
  return results;
}

/** The samples of which two backends differ in a bit. */
export function differences(a: Backend, b: Backend, wanted?: readonly KernelName[]): string[] {
  const [ofA, ofB] = [everySample(a, wanted), everySample(b, wanted)];
  return [...ofA].flatMap(([sample, outputs]) =>
    Object.entries(outputs)
      .filter(([name, values]) => !sameBits(values, ofB.get(sample)![name]!))
      .map(([name]) => `${sample}: ${name}`),
  );
}

const sameBits = (a: readonly number[], b: readonly number[]): boolean =>
  a.length === b.length && a.every((value, i) => Object.is(value, b[i]));
