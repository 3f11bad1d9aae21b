import { type Backend, type HostArray, type KernelName, kernels } from "./backend.ts";
import { compare } from "./conformance-compare.ts";
import { compositionOf } from "./conformance-compose.ts";
import { evaluate } from "./conformance-evaluate.ts";
import { longSumInputs, type Named, randomInputs } from "./conformance-inputs.ts";
import { expectSameTogether, jointUses } from "./conformance-launch-all.ts";
import { canPrepack, prepacking } from "./conformance-prepacked.ts";
import { type AnySpec, specOf } from "./conformance-spec.ts";
import { expectSpecialValues, specialUses } from "./conformance-special-values.ts";
import type { Values } from "./kernel.ts";
import { longSums, longSumTolerance } from "./long-sums.ts";
import { createReferenceBackend } from "./reference.ts";
import { formatShape, type Shape } from "./shape.ts";

export { type AnySpec, compare, type Named, randomInputs, specOf };

/** Something that every backend must compute as the reference does. */
export interface ConformanceCase {
  readonly kernel: KernelName;
  readonly name: string;
  /** What it looks at; drivers are tried by samples, the other two are the kernels' own. */
  readonly kind: "sample" | "special values" | "long sum";
  /** Throws with the worst element when the backend departs from the reference. */
  readonly run: (backend: Backend) => Promise<void>;
}

/**
 * One case for each kernel and sample of the contract, for each operand of some of them one with special values, and long
 * sums; run them all on every backend.
 */
export function conformanceCases(): readonly ConformanceCase[] {
  return [...sampleCases(), ...longSumCases()];
}

/** Long sums keep their digits: of all kernels that add, and of products with a prepacked operand once more. */
function longSumCases(): readonly ConformanceCase[] {
  return longSums.flatMap((use, index) => {
    const { kernel, shapes, attrs } = use;
    const spec = specOf(kernel);
    const name = `long sum ${describeSample(index, shapes, attrs, undefined, undefined)}`;
    const run = async (backend: Backend): Promise<void> => {
      const host = longSumInputs(spec, use);
      await expectAsReference(kernel, spec, host, use, longSumTolerance, backend);
    };
    const prepacked = (backend: Backend) => run(prepacking(backend));
    const asItIs: ConformanceCase = { kernel, name, kind: "long sum", run };
    if (kernel !== "matmul") return [asItIs];
    return [asItIs, { ...asItIs, name: `${name} prepacked`, run: prepacked }];
  });
}

function sampleCases(): readonly ConformanceCase[] {
  return (Object.keys(kernels) as KernelName[]).flatMap((kernel) => {
    const spec = specOf(kernel);
    const together = jointUses(spec).map((uses) => ({
      kernel,
      name: uses.name,
      kind: "sample" as const,
      run: (backend: Backend) => expectSameTogether(kernel, spec, uses, backend),
    }));
    const one = spec.samples.flatMap((sample, index) => {
      const name = describeSample(index, sample.shapes, sample.attrs, sample.scale, sample.note);
      const run = (backend: Backend) => runCase(kernel, spec, sample, 1 + index, backend);
      const asItIs = { kernel, name, kind: "sample" as const, run };
      if (kernel !== "matmul" || !canPrepack((sample.shapes as { b: Shape }).b)) return [asItIs];
      // Of backends without prepack the same case again.
      const prepacked = (backend: Backend) => run(prepacking(backend));
      return [asItIs, { ...asItIs, name: `${name} prepacked`, run: prepacked }];
    });
    const special = specialUses(kernel).map((use) => ({
      kernel,
      name: `NaN and infinities: ${use.name}`,
      kind: "special values" as const,
      run: (backend: Backend) => expectSpecialValues(use, backend),
    }));
    return [...one, ...together, ...special];
  });
}

async function runCase(
  kernel: KernelName,
  spec: AnySpec,
  sample: AnySpec["samples"][number],
  seed: number,
  backend: Backend,
): Promise<void> {
  const { shapes, attrs } = sample;
  const host = randomInputs(spec, sample, seed);
  const actual = await expectAsReference(kernel, spec, host, sample, spec.tolerance, backend);
  if (spec.compose) {
    const composed = await compositionOf(spec, host, shapes, attrs, backend);
    const first = Object.keys(spec.outputs)[0]!;
    if (composed)
      compare(
        `${kernel}: ${first} against its composition`,
        actual[first]!,
        composed,
        4 * spec.tolerance,
      );
  }
}

/** Throws unless the backend gives what the reference gives, and leaks nothing. */
async function expectAsReference(
  kernel: KernelName,
  spec: AnySpec,
  host: Named<Values>,
  { shapes, attrs }: { readonly shapes: object; readonly attrs: object },
  tolerance: number,
  backend: Backend,
): Promise<Record<string, HostArray>> {
  const before = backend.memory();
  const actual = await evaluate(kernel, spec, host, shapes, attrs, backend);
  const after = backend.memory();
  if (after.buffers !== before.buffers || after.bytes !== before.bytes)
    throw new Error(`${kernel}: ${after.buffers - before.buffers} buffers leaked`);
  const expected = await evaluate(kernel, spec, host, shapes, attrs, createReferenceBackend());
  for (const name of Object.keys(expected))
    compare(`${kernel}: ${name}`, actual[name]!, expected[name]!, tolerance);
  return actual;
}

function describeSample(
  index: number,
  shapes: object,
  attrs: object,
  scale: number | undefined,
  note: string | undefined,
): string {
  const operands = Object.entries(shapes as Named<Shape>)
    .filter(([, shape]) => shape)
    .map(([name, shape]) => `${name}${formatShape(shape!)}`);
  const options = Object.entries(attrs).map(([name, value]) => `${name}=${JSON.stringify(value)}`);
  const extra = [scale ? `scale=${scale}` : "", note ?? ""].filter(Boolean);
  return [`#${index}`, ...operands, ...options, ...extra].join(" ");
}
