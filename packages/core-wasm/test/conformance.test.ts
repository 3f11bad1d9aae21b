import { describe, expect, it } from "vitest";
import { createWasmBackend } from "../src/backend/wasm-backend.ts";
import { conformanceCases } from "../src/contract/conformance.ts";
import {
  type Backend,
  createReferenceBackend,
  type KernelName,
  type KernelTable,
  kernels,
} from "../src/contract/index.ts";
import { availableBuilds } from "./run-kernel.ts";

const cases = conformanceCases();

describe.each(availableBuilds)("kernels of the %s build against the float64 reference", (build) => {
  const backend = createWasmBackend({ build, guarded: true });
  for (const { kernel, name, run } of cases) it(`${kernel} ${name}`, () => run(backend));
});

describe("the table of kernels", () => {
  it("holds every kernel of the contract, each with samples", () => {
    const table: KernelTable<unknown> = createWasmBackend().kernels; // total: a missing one does not compile
    expect(Object.keys(table).sort()).toEqual(Object.keys(kernels).sort());
    const sampled = new Set(cases.map(({ kernel }) => kernel));
    expect([...sampled].sort()).toEqual(Object.keys(kernels).sort());
  });

  it("does not compile without a kernel", () => {
    const { add, ...others } = createWasmBackend().kernels;
    expect(add).toBeTypeOf("function");
    // @ts-expect-error: add is missing
    const incomplete: KernelTable<unknown> = others;
    expect(incomplete).toBeDefined();
  });
});

type AnyLaunch = (inputs: object, outputs: object, shapes: object, attrs: object) => void;

/** The backend with one kernel exchanged. */
function withKernel(
  backend: Backend,
  kernel: KernelName,
  change: (original: AnyLaunch) => AnyLaunch,
): Backend {
  const original = backend.kernels[kernel] as unknown as AnyLaunch;
  return { ...backend, kernels: { ...backend.kernels, [kernel]: change(original) } };
}

/** Messages of the failing cases of one kernel. */
async function failures(kernel: KernelName, backend: Backend): Promise<readonly string[]> {
  const messages: string[] = [];
  for (const conformanceCase of cases)
    if (conformanceCase.kernel === kernel)
      await conformanceCase.run(backend).catch((error: Error) => messages.push(error.message));
  return messages;
}

describe("the suite itself", () => {
  it("passes the reference", async () => {
    expect(await failures("add", createReferenceBackend())).toEqual([]);
  });

  it("fails a wrong kernel, and names the worst element", async () => {
    const wrong = withKernel(
      createReferenceBackend(),
      "scale",
      (original) => (x, y, shapes, attrs) => {
        original(x, y, shapes, attrs);
        const { y: values } = y as { y: Float64Array };
        values[values.length - 1]! += 1e-3;
      },
    );
    const messages = await failures("scale", wrong);
    expect(messages.length).toBeGreaterThan(5);
    expect(messages[0]).toMatch(/^scale: y: element 0 of 1 is .* times the tolerance/);
  });

  it("fails a kernel that writes NaN or nothing", async () => {
    for (const value of [Number.NaN, Infinity, 0]) {
      const wrong = withKernel(createReferenceBackend(), "exp", () => (_, y) => {
        (y as { y: Float64Array }).y.fill(value);
      });
      expect((await failures("exp", wrong)).length).toBeGreaterThan(5);
    }
  });

  it("fails a kernel that does not update its operand in place", async () => {
    const idle = withKernel(createReferenceBackend(), "accumulate", () => () => {});
    expect((await failures("accumulate", idle))[0]).toMatch(/^accumulate: target: element/);
  });

  it("fails a kernel that leaks", async () => {
    const reference = createReferenceBackend();
    const leaking = withKernel(reference, "mul", (original) => (...operands) => {
      reference.allocate(1, "float32");
      original(...operands);
    });
    expect((await failures("mul", leaking))[0]).toBe("mul: 1 buffers leaked");
  });

  it("fails a kernel that writes past its output", async () => {
    const guarded = createWasmBackend({ guarded: true });
    const shifted = (by: number) =>
      withKernel(
        guarded,
        "log",
        (original) =>
          (x, { y }: { y?: { pointer: number } }, ...rest) =>
            original(x, { y: { ...y, pointer: y!.pointer + 4 * by } }, ...rest),
      );
    const after = await failures("log", shifted(1));
    expect(after[0]).toBe("log: float 1 of a buffer of 1 was written");
    const before = await failures("log", shifted(-1));
    expect(before[0]).toBe("log: float -1 of a buffer of 1 was written");
  });
});
