import { describe, expect, it } from "vitest";
import { specOf } from "../src/contract/conformance-spec.ts";
import {
  formatShape,
  type KernelName,
  kernels,
  type Shape,
  ShapeError,
} from "../src/contract/index.ts";

/** Operands whose shape nothing else decides: every change of them is another valid call. */
const free: Partial<Record<KernelName, readonly string[]>> = {
  softmax: ["x"],
  scale: ["x"],
  exp: ["x"],
  log: ["x"],
  sqrt: ["x"],
  relu: ["x"],
  gelu: ["x"],
  dropout: ["x"],
  accumulateSquares: ["x"],
  accumulateMagnitudes: ["x"],
  accumulateLargest: ["x"],
  clipGradientValue: ["gradient"],
  clipGradient: ["gradient"],
  abs: ["x"],
  cos: ["x"],
  erf: ["x"],
  logSoftmax: ["x"],
  neg: ["x"],
  pow: ["x"],
  reciprocal: ["x"],
  rsqrt: ["x"],
  sigmoid: ["x"],
  silu: ["x"],
  sin: ["x"],
  softplus: ["x"],
  square: ["x"],
  tanh: ["x"],
  toFloat: ["x"],
  toInteger: ["x"],
  inRange: ["x"],
  embedding: ["ids"],
  quantizedEmbedding: ["ids"],
};

/** The shape with one axis longer or shorter (of none there is no shorter one), or one axis more or fewer. */
function perturbed(shape: Shape): readonly Shape[] {
  const changed = shape.flatMap((_, axis) => [
    shape.map((size, i) => (i === axis ? size + 1 : size)),
    ...(shape[axis]! > 0 ? [shape.map((size, i) => (i === axis ? size - 1 : size))] : []),
  ]);
  return [...changed, [2, ...shape], [...shape, 2], ...(shape.length > 0 ? [shape.slice(1)] : [])];
}

/** The error of a call, or undefined where it is valid. */
function errorOf(kernel: KernelName, shapes: Record<string, Shape>, attrs: object): unknown {
  try {
    const outputs = specOf(kernel).shapes(shapes as never, attrs) as Record<string, Shape>;
    for (const shape of Object.values(outputs))
      for (const size of shape ?? []) expect(Number.isInteger(size) && size >= 0).toBe(true);
    return undefined;
  } catch (error) {
    return error;
  }
}

describe("every shape rule", () => {
  for (const kernel of Object.keys(kernels) as KernelName[]) {
    const { inputs, samples } = specOf(kernel);
    for (const operand of Object.keys(inputs)) {
      const isFree = free[kernel]?.includes(operand);
      it(`${kernel}: ${operand} ${isFree ? "may have any shape" : "is refused in a wrong shape"}`, () => {
        let refused = 0;
        for (const { shapes, attrs } of samples) {
          const given = shapes as Record<string, Shape>;
          if (!given[operand]) continue;
          for (const shape of perturbed(given[operand])) {
            const call = { ...given, [operand]: shape };
            const error = errorOf(kernel, call, attrs);
            if (error === undefined) continue;
            refused++;
            expect(error).toBeInstanceOf(ShapeError);
            expectHelpful((error as ShapeError).message, kernel, call);
          }
        }
        if (!isFree) expect(refused).toBeGreaterThan(0);
      });
    }
  }
});

/** `kernel: operand is [its shape], expected ...`: the kernel, who is wrong, what came and what was expected. */
function expectHelpful(message: string, kernel: KernelName, shapes: Record<string, Shape>): void {
  const [, named] = message.match(new RegExp(`^${kernel}: (\\w+) .*expected .+`)) ?? [];
  expect(named, message).toBeDefined();
  const shape = shapes[named!];
  if (shape) expect(message).toMatch(shape.length > 0 ? formatShape(shape) : /scalar|\[\]/);
}

describe("messages", () => {
  const message = (kernel: KernelName, shapes: Record<string, Shape>, attrs: object = {}) =>
    (errorOf(kernel, shapes, attrs) as Error).message;

  it("of elementwise kernels name both operands", () => {
    expect(message("add", { a: [2, 3], b: [4] })).toBe(
      "add: b is [4], expected a shape that broadcasts with a, [2, 3]",
    );
    expect(message("div", { a: [2, 3], b: [3, 3] })).toContain("div: b is [3, 3]");
  });

  it("of optimiser kernels name the operand that differs from the parameter", () => {
    const moments = {
      parameter: [3, 4],
      gradient: [3, 4],
      firstMoment: [3, 4],
      secondMoment: [4, 3],
    };
    expect(message("adamStep", moments)).toBe("adamStep: secondMoment is [4, 3], expected [3, 4]");
    expect(message("accumulate", { target: [3], x: [1, 3] })).toBe(
      "accumulate: x is [1, 3], expected [3]",
    );
    expect(message("clipGradient", { gradient: [3], norm: [1] })).toBe(
      "clipGradient: norm is [1], expected []",
    );
  });

  it("of softmax name what a scalar lacks", () => {
    expect(message("softmax", { x: [] })).toBe(
      "softmax: x is a scalar, expected at least one axis",
    );
    expect(message("softmaxBackward", { dy: [2, 3], y: [3, 2] })).toBe(
      "softmaxBackward: dy is [2, 3], expected [3, 2]",
    );
  });

  it("of sum and permute name wrong axes", () => {
    for (const dims of [[2], [-1], [1, 0], [0, 0], [0.5]])
      expect(message("sum", { x: [2, 3] }, { dims, keepDims: false })).toBe(
        `sum: dims is ${formatShape(dims)}, expected ascending axes of x, [2, 3]`,
      );
    for (const order of [[0], [0, 0], [0, 2], [0, 1, 2]])
      expect(message("permute", { x: [2, 3] }, { order })).toBe(
        `permute: order is ${formatShape(order)}, expected a permutation of the 2 axes of x, [2, 3]`,
      );
  });

  it("of writeRows name the operand that is too short", () => {
    const attrs = {
      ...{ batch: 2, count: 3, width: 4, targetOffset: 4, targetBatch: 20, targetRow: 4 },
      ...{ sourceOffset: 0, sourceBatch: 12, sourceRow: 4 },
    };
    expect(errorOf("writeRows", { target: [36], rows: [24] }, attrs)).toBeUndefined();
    expect(message("writeRows", { target: [35], rows: [24] }, attrs)).toMatch(
      /^writeRows: target is \[35\], expected at least 36 elements/,
    );
    expect(message("writeRows", { target: [36], rows: [23] }, attrs)).toMatch(
      /^writeRows: rows is \[23\], expected at least 24 elements/,
    );
  });
});
