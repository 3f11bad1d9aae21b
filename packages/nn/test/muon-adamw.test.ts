import { describe, expect, test } from "vitest";
import { tensor } from "../src/device/create-tensor.ts";
import { defaultDevice } from "../src/device/default-device.ts";
import { AdamW } from "../src/optim/adam.ts";
import { Muon } from "../src/optim/muon.ts";
import { MuonAdamW } from "../src/optim/muon-adamw.ts";
import { orthogonalized, type QuinticStep } from "../src/optim/newton-schulz.ts";
import { Generator } from "../src/random/generator.ts";
import { scope } from "../src/tensor/scope.ts";
import type { Tensor } from "../src/tensor/tensor.ts";
import { referenceDevice } from "./finite-differences.ts";

const usual: readonly QuinticStep[] = Array(5).fill([3.4445, -4.775, 2.0315]);

function worst(a: ArrayLike<number>, b: ArrayLike<number>): number {
  expect(a.length).toBe(b.length);
  return Math.max(...Array.from(a, (x, i) => Math.abs(x - b[i]!)));
}

/** Rows of a matrix that has as many singular values as rows: x x^T. */
const gram = (x: ArrayLike<number>, rows: number, columns: number): number[] =>
  Array.from({ length: rows * rows }, (_, i) => {
    const [a, b] = [Math.floor(i / rows), i % rows];
    let sum = 0;
    for (let k = 0; k < columns; k++) sum += x[a * columns + k]! * x[b * columns + k]!;
    return sum;
  });

describe.each([
  ["wasm", defaultDevice()],
  ["reference", referenceDevice()],
] as const)("Newton-Schulz on %s", (_, device) => {
  const random = (shape: readonly number[], seed = 3) =>
    tensor(new Generator(seed).normal(shape.reduce((a, b) => a * b)), { shape, device });

  test.each([
    [3, 9],
    [9, 3],
    [4, 5],
    [5, 4],
    [1, 6],
  ])("many matrices %i x %i come out as each by itself, and as the steps say", (rows, columns) => {
    const before = device.memory().buffers;
    const all = random([3, rows, columns]);
    for (const tight of [false, true]) {
      const options = { coefficients: usual, eps: 1e-7, tight };
      using together = scope(() => orthogonalized(all, options));
      const size = rows * columns;
      for (let i = 0; i < 3; i++) {
        const own = all.dataSync().slice(i * size, (i + 1) * size);
        using alone = tensor(own, { shape: [rows, columns], device });
        using result = scope(() => orthogonalized(alone, options));
        const part = together.dataSync().slice(i * size, (i + 1) * size);
        expect(worst(result.dataSync(), part)).toBeLessThan(1e-5);
        expect(worst(part, byHand(own, rows, columns, tight))).toBeLessThan(2e-4);
      }
    }
    all.dispose();
    expect(device.memory().buffers).toBe(before);
  });
});

/** x = a x + (b G + c G^2) x with G = x x^T, in loops. */
function byHand(values: ArrayLike<number>, rows: number, columns: number, tight: boolean) {
  const norm = (x: readonly number[]) => Math.sqrt(x.reduce((sum, one) => sum + one * one, 0));
  let x = Array.from(values);
  let size = norm(x);
  x = x.map((one) => one / size);
  if (tight) {
    size = Math.sqrt(norm(gram(x, rows, columns)));
    x = x.map((one) => one / size);
  }
  for (const [a, b, c] of usual) {
    const g = gram(x, rows, columns);
    const squared = gram(g, rows, rows); // G is symmetric
    x = x.map((one, at) => {
      const [row, column] = [Math.floor(at / columns), at % columns];
      let sum = a * one;
      for (let k = 0; k < rows; k++)
        sum += (b * g[row * rows + k]! + c * squared[row * rows + k]!) * x[k * columns + column]!;
      return sum;
    });
  }
  return x;
}

test("its own three steps bring singular values near 1, which take Muon's usual ones five", () => {
  // Rows at right angles: singular values 1, 0.3, 0.05 and 0.02 of the largest.
  const sizes = [1, 0.3, 0.05, 0.02];
  const values = sizes.flatMap((size, i) => sizes.map((_, j) => (i === j ? size : 0)));
  const parameter = tensor(new Float32Array(16), { shape: [4, 4], requiresGrad: true });
  parameter.grad = tensor(values, { shape: [4, 4] }).makeLasting();
  using optimizer = new MuonAdamW([{ params: [parameter], method: "muon" }], { lr: 1 });
  optimizer.step();
  for (let i = 0; i < 4; i++) {
    expect(-parameter.dataSync()[5 * i]!).toBeGreaterThan(0.7);
    expect(-parameter.dataSync()[5 * i]!).toBeLessThan(1.3);
  }
  optimizer.zeroGrad();
  parameter.dispose();
});

describe("MuonAdamW", () => {
  const shapes = [[4, 3], [2, 8], [4, 3], [5], [3, 2]] as const;
  const parameters = (seed: number): Tensor[] =>
    shapes.map((shape, i) =>
      tensor(new Generator(seed + i).normal(shape.reduce<number>((a, b) => a * b, 1)), {
        shape: [...shape],
        requiresGrad: true,
      }).makeLasting(),
    );
  const give = (params: readonly Tensor[], seed: number): void => {
    for (const [i, parameter] of params.entries()) {
      parameter.grad?.dispose();
      const { shape, size } = parameter;
      parameter.grad = tensor(new Generator(seed + i).normal(size), { shape }).makeLasting();
    }
  };

  test("moves matrices as Muon does and the rest as AdamW does, to the bit", () => {
    const [ours, theirs] = [parameters(1), parameters(1)];
    const muon = { momentum: 0.9, weightDecay: 0.1 };
    const adamw = { betas: [0.8, 0.9], weightDecay: 0.2, eps: 1e-7 } as const;
    using both = new MuonAdamW(
      [
        {
          ...{ params: ours.slice(0, 3), method: "muon", nsCoefficients: usual, tight: false },
          ...muon,
        },
        { params: ours.slice(3), lrScale: 0.5, ...adamw },
      ],
      { lr: 0.1, eps: 1e-7 },
    );
    using one = new Muon(theirs.slice(0, 3), { lr: 0.1, ...muon });
    using other = new AdamW(theirs.slice(3), { lr: 0.05, ...adamw });
    for (let step = 0; step < 4; step++) {
      give(ours, 10 * step);
      give(theirs, 10 * step);
      for (const optimizer of [both, one, other]) optimizer.step();
    }
    for (const [i, parameter] of ours.entries())
      expect([...parameter.dataSync()], `${i}`).toEqual([...theirs[i]!.dataSync()]);
    expect([...both.stateDict().tensors.keys()]).toEqual([
      ...[0, 1, 2].map((i) => `${i}.momentum_buffer`),
      ...[3, 4].flatMap((i) => [`${i}.exp_avg`, `${i}.exp_avg_sq`]),
    ]);
    for (const optimizer of [both, one, other]) optimizer.zeroGrad();
    for (const parameter of [...ours, ...theirs]) parameter.dispose();
  });

  test.each<readonly [object, string]>([
    [{ method: "muon" }, 'method "muon" is [5], expected matrices'],
    [{ method: "sgd" }, 'method is "sgd", expected "muon" or "adamw"'],
    [{ nsCoefficients: [1, 2, 3] }, "nsCoefficients are [1,2,3], expected a list of [a, b, c]"],
    [{ method: "muon", amsgrad: true }, 'are of groups with method "adamw"'],
    [{ betas: [0.9, 1] }, "betas are [0.9,1]"],
  ])("refuses %o", (group, message) => {
    const params = parameters(1);
    expect(() => new MuonAdamW([{ params: [params[3]!], ...group }])).toThrow(message);
    for (const parameter of params) parameter.dispose();
  });
});
