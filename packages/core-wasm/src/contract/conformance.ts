import { type Backend, type HostArray, type KernelName, kernels } from "./backend.ts";
import { compositionOf } from "./conformance-compose.ts";
import { type AnySpec, longSumInputs, randomInputs } from "./conformance-inputs.ts";
import { expectSameTogether, jointUses } from "./conformance-launch-all.ts";
import { canPrepack, prepacking } from "./conformance-prepacked.ts";
import type { Values } from "./kernel.ts";
import { longSums, longSumTolerance } from "./long-sums.ts";
import { createReferenceBackend } from "./reference.ts";
import { formatShape, type Shape, sizeOf } from "./shape.ts";

// The table with its types forgotten: the suite treats every kernel alike.
type AnyLaunch = (inputs: object, outputs: object, shapes: object, attrs: object) => void;
type Named<T> = Record<string, T | undefined>;

export { randomInputs };

export interface ConformanceCase {
  readonly kernel: KernelName;
  readonly name: string;
  /** Throws with the worst element when the backend departs from the reference. */
  readonly run: (backend: Backend) => Promise<void>;
}

/** One case for each kernel and sample of the contract, and long sums; run them all on every backend. */
export function conformanceCases(): readonly ConformanceCase[] {
  return [...sampleCases(), ...longSumCases()];
}

/** Long sums keep their digits: of all kernels that add, and of products with a prepacked operand once more. */
function longSumCases(): readonly ConformanceCase[] {
  return longSums.flatMap((use, index) => {
    const { kernel, shapes, attrs } = use;
    const spec = kernels[kernel] as unknown as AnySpec;
    const name = `long sum ${describeSample(index, shapes, attrs, undefined, undefined)}`;
    const run = async (backend: Backend): Promise<void> => {
      const host = longSumInputs(spec, use);
      await expectAsReference(kernel, spec, host, use, longSumTolerance, backend);
    };
    const prepacked = (backend: Backend) => run(prepacking(backend));
    const asItIs: ConformanceCase = { kernel, name, run };
    if (kernel !== "matmul") return [asItIs];
    return [asItIs, { kernel, name: `${name} prepacked`, run: prepacked }];
  });
}

function sampleCases(): readonly ConformanceCase[] {
  return (Object.keys(kernels) as KernelName[]).flatMap((kernel) => {
    const spec = kernels[kernel] as unknown as AnySpec;
    const together = jointUses(spec).map((uses) => ({
      kernel,
      name: uses.name,
      run: (backend: Backend) => expectSameTogether(kernel, spec, uses, backend),
    }));
    const one = spec.samples.flatMap((sample, index) => {
      const name = describeSample(index, sample.shapes, sample.attrs, sample.scale, sample.note);
      const run = (backend: Backend) => runCase(kernel, spec, sample, 1 + index, backend);
      const asItIs = { kernel, name, run };
      if (kernel !== "matmul" || !canPrepack((sample.shapes as { b: Shape }).b)) return [asItIs];
      // Of backends without prepack the same case again.
      const prepacked = (backend: Backend) => run(prepacking(backend));
      return [asItIs, { kernel, name: `${name} prepacked`, run: prepacked }];
    });
    return [...one, ...together];
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
  const expected = await evaluate(kernel, spec, host, shapes, attrs, createReferenceBackend());
  const actual = await evaluate(kernel, spec, host, shapes, attrs, backend);
  const after = backend.memory();
  if (after.buffers !== before.buffers || after.bytes !== before.bytes)
    throw new Error(`${kernel}: ${after.buffers - before.buffers} buffers leaked`);
  for (const name of Object.keys(expected))
    compare(`${kernel}: ${name}`, actual[name]!, expected[name]!, tolerance);
  return actual;
}

/** Outputs and updated inputs of one launch, read back to the host. */
async function evaluate(
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

/** Throw at the worst element, NaN and infinities first. */
export function compare(
  what: string,
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  tolerance: number,
): void {
  if (actual.length !== expected.length)
    throw new Error(`${what}: ${actual.length} elements, expected ${expected.length}`);
  let squares = 0;
  let finite = 0;
  for (let i = 0; i < expected.length; i++) {
    if (!Number.isFinite(expected[i]!)) continue;
    squares += expected[i]! ** 2;
    finite++;
  }
  const rms = Math.sqrt(squares / Math.max(1, finite));
  let worst = 0;
  let at = -1;
  for (let i = 0; i < expected.length; i++) {
    const a = actual[i]!;
    const e = expected[i]!;
    if (Object.is(a, e) || a === e) continue;
    const error =
      Number.isFinite(a) && Number.isFinite(e)
        ? Math.abs(a - e) / (tolerance * Math.max(Math.abs(e), rms))
        : Infinity;
    if (error > worst) [worst, at] = [error, i];
  }
  if (worst > 1)
    throw new Error(
      `${what}: element ${at} of ${expected.length} is ${actual[at]}, expected ${expected[at]} ` +
        `(${worst.toPrecision(3)} times the tolerance ${tolerance})`,
    );
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
