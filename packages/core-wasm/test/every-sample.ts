import { randomInputs } from "../src/contract/conformance.ts";
import { specOf } from "../src/contract/conformance-spec.ts";
import {
  type Backend,
  type HostArray,
  type KernelName,
  kernels,
  type Shape,
} from "../src/contract/index.ts";
import { resultsOf, type Tensor } from "./run-kernel.ts";

interface Sample {
  readonly shapes: object;
  readonly attrs: object;
}

/** The samples of the contract (or those of some kernels) for which two backends differ in a bit. */
export function differences(
  a: Backend,
  b: Backend,
  wanted: readonly KernelName[] = Object.keys(kernels) as KernelName[],
): readonly string[] {
  return wanted.flatMap((kernel) =>
    specOf(kernel).samples.flatMap((sample, index) =>
      sampleDifferences(a, b, kernel, sample, 1 + index).map((name) => `#${index} of ${name}`),
    ),
  );
}

/** The outputs of one launch in which they differ. */
export function sampleDifferences(
  a: Backend,
  b: Backend,
  kernel: KernelName,
  sample: Sample,
  seed = 1,
): readonly string[] {
  const { samples } = specOf(kernel);
  const inputs: Record<string, Tensor> = {};
  const shapes = sample.shapes as Record<string, Shape | undefined>;
  for (const [name, values] of Object.entries(
    randomInputs(specOf(kernel), sample as (typeof samples)[number], seed),
  ))
    inputs[name] = { shape: shapes[name]!, values: values! };
  const ofA = resultsOf(a, kernel, inputs, sample.attrs);
  const ofB = resultsOf(b, kernel, inputs, sample.attrs);
  return Object.keys(ofA)
    .filter((name) => !sameBits(ofA[name]!, ofB[name]!))
    .map((name) => `${kernel}: ${name}`);
}

/** Whatever the bits of a NaN. */
function sameBits(a: HostArray, b: HostArray): boolean {
  if (a.length !== b.length) return false;
  if (bytesOf(a).equals(bytesOf(b))) return true; // compared at once, millions of values
  return a.every((value, i) => Object.is(value, b[i]));
}

const bytesOf = ({ buffer, byteOffset, byteLength }: HostArray): Buffer =>
  Buffer.from(buffer, byteOffset, byteLength);
