import { describe, expect, test } from "vitest";
import { tensor } from "../src/device/create-tensor.ts";
import { defaultDevice } from "../src/device/default-device.ts";
import {
  BCELoss,
  BCEWithLogitsLoss,
  bceLoss,
  bceWithLogits,
  CosineEmbeddingLoss,
  CrossEntropyLoss,
  cosineEmbeddingLoss,
  crossEntropy,
  GaussianNLLLoss,
  gaussianNllLoss,
  HingeEmbeddingLoss,
  HuberLoss,
  hingeEmbeddingLoss,
  huberLoss,
  KLDivLoss,
  klDiv,
  L1Loss,
  l1Loss,
  MarginRankingLoss,
  MSELoss,
  marginRankingLoss,
  mseLoss,
  NLLLoss,
  nllLoss,
  PoissonNLLLoss,
  poissonNllLoss,
  SmoothL1Loss,
  SoftMarginLoss,
  smoothL1Loss,
  softMarginLoss,
  TripletMarginLoss,
  tripletMarginLoss,
} from "../src/index.ts";
import { Generator } from "../src/random/generator.ts";
import { scope } from "../src/tensor/scope.ts";
import type { Tensor } from "../src/tensor/tensor.ts";
import { worstGradientError } from "./finite-differences.ts";

const { LN2 } = Math;
const LN4_3 = Math.log(4 / 3);
const ids = (...values: number[]) => tensor(values, { dtype: "int32" });

/** The values of a loss, and that it leaves nothing behind. */
function expectLoss(body: () => Tensor, expected: number | readonly number[]): void {
  const before = defaultDevice().memory().buffers;
  const values = scope(() => Array.from(body().dataSync()));
  expect(defaultDevice().memory().buffers).toBe(before);
  const wanted = typeof expected === "number" ? [expected] : expected;
  expect(values).toHaveLength(wanted.length);
  wanted.forEach((value, i) => {
    expect(Math.abs(values[i]! - value)).toBeLessThanOrEqual(2e-6 * Math.max(1, Math.abs(value)));
  });
}

describe("values worked out by hand", () => {
  const none = { reduction: "none" } as const;
  const x = () => tensor([1, -2, 0.5]);
  const t = () => tensor([0, 1, 0.5]); // differences 1, -3, 0
  const weight = () => tensor([1, 2, 1]);

  test("mseLoss and l1Loss, whose weighted mean is divided by the weights", () => {
    expectLoss(() => mseLoss(x(), t()), 10 / 3);
    expectLoss(() => mseLoss(x(), t(), { reduction: "sum" }), 10);
    expectLoss(() => mseLoss(x(), t(), none), [1, 9, 0]);
    expectLoss(() => mseLoss(x(), t(), { weight: weight() }), 19 / 4);
    expectLoss(() => l1Loss(x(), t()), 4 / 3);
    expectLoss(() => l1Loss(x(), t(), { weight: weight() }), 7 / 4);
    expectLoss(() => l1Loss(x(), t(), { weight: weight(), reduction: "sum" }), 7);
  });

  test("huberLoss and smoothL1Loss have the small gradients of small differences", () => {
    for (const loss of [huberLoss, smoothL1Loss])
      for (const difference of [1e-3, 1e-6, 1e-12, 1e-30]) {
        const [x, target] = [tensor([difference, 0]).requiresGrad_(), tensor([0, difference])];
        loss(x, target, { reduction: "sum" }).backward();
        const [first, second] = x.grad!.dataSync();
        expect(first! / difference).toBeCloseTo(1, 6);
        expect(second! / difference).toBeCloseTo(-1, 6);
      }
  });

  test("huberLoss and smoothL1Loss", () => {
    expectLoss(() => huberLoss(x(), t(), { reduction: "sum" }), 3);
    expectLoss(() => huberLoss(x(), t(), { delta: 2, ...none }), [0.5, 4, 0]);
    expectLoss(() => smoothL1Loss(x(), t(), { beta: 2, ...none }), [0.25, 2, 0]);
    expectLoss(() => smoothL1Loss(x(), t(), { beta: 0, ...none }), [1, 3, 0]);
  });

  test("nllLoss, with weights, ignored targets, and classes on axis 1", () => {
    const logs = () => tensor([-1, -2, -3, -0.5, -4, -5], { shape: [3, 2] });
    const target = () => ids(0, 1, -100);
    const classWeight = () => tensor([2, 3]);
    expectLoss(() => nllLoss(logs(), target()), 0.75);
    expectLoss(() => nllLoss(logs(), target(), { weight: classWeight() }), 0.7);
    expectLoss(() => nllLoss(logs(), target(), { weight: classWeight(), ...none }), [2, 1.5, 0]);
    const columns = () => tensor([-1, -3, -2, -0.5], { shape: [1, 2, 2] });
    const places = () => tensor([0, 1], { dtype: "int32", shape: [1, 2] });
    expectLoss(() => nllLoss(columns(), places(), { classDim: 1, ...none }), [1, 0.5]);
  });

  test("crossEntropy with weights, label smoothing and probabilities", () => {
    const logits = () => tensor([0, 0, 0, Math.log(3)], { shape: [2, 2] }); // -ln p: ln 2 twice; ln 4, ln 4/3
    const options = () => ({ weight: tensor([1, 3]) });
    expectLoss(() => crossEntropy(logits(), ids(0, 1), options()), (LN2 + 3 * LN4_3) / 4);
    const smoothed = 1.5 * LN2 + 1.5 * LN4_3 + (2 * LN2 + 3 * LN4_3) / 4;
    expectLoss(
      () => crossEntropy(logits(), ids(0, 1), { ...options(), labelSmoothing: 0.5 }),
      smoothed / 4,
    );
    const target = () => tensor([0.5, 0.5, 0.25, 0.75], { shape: [2, 2] });
    expectLoss(() => crossEntropy(logits(), target()), (LN2 + 0.5 * LN2 + 0.75 * LN4_3) / 2);
    expectLoss(
      () => crossEntropy(logits(), target(), { ...options(), ...none }),
      [2 * LN2, 0.5 * LN2 + 2.25 * LN4_3],
    );
    const hard = () => tensor([1, 0, 0, 1], { shape: [2, 2] });
    const soft = { labelSmoothing: 0.5, ...none };
    expectLoss(() => crossEntropy(logits(), hard(), soft), [LN2, 0.25 * 2 * LN2 + 0.75 * LN4_3]);
  });

  test("bceLoss, which ends at 100 where a probability is 0", () => {
    const p = () => tensor([0.5, 0.25, 0, 1]);
    expectLoss(() => bceLoss(p(), tensor([1, 0, 1, 0]), none), [LN2, LN4_3, 100, 100]);
    const saturated = tensor([0, 1], { requiresGrad: true });
    scope(() => bceLoss(saturated, tensor([1, 0]), { reduction: "sum" }).backward());
    expect(Array.from(saturated.grad!.dataSync())).toEqual([-1e12, 1e12].map(Math.fround));
  });

  test("bceWithLogits", () => {
    const logits = () => tensor([0, Math.log(3), -1000, 1000]);
    const target = () => tensor([1, 0, 1, 1]);
    expectLoss(() => bceWithLogits(logits(), target(), none), [LN2, 2 * LN2, 1000, 0]);
    const options = () => ({ posWeight: tensor([3]), weight: tensor([1, 2, 1, 1]), ...none });
    expectLoss(() => bceWithLogits(logits(), target(), options()), [3 * LN2, 4 * LN2, 3000, 0]);
  });

  test("klDiv, of a target with zeros, of logarithms, of logits", () => {
    const half = () => tensor([-LN2, -LN2, -LN2, -LN2], { shape: [2, 2] });
    const target = () => tensor([0, 1, 0.25, 0.75], { shape: [2, 2] });
    const last = 0.25 * Math.log(0.5) + 0.75 * Math.log(1.5);
    expectLoss(() => klDiv(half(), target(), { reduction: "batchmean" }), (LN2 + last) / 2);
    expectLoss(() => klDiv(half(), target()), (LN2 + last) / 4);
    const logs = () => tensor([Math.log(0.25), Math.log(0.75)], { shape: [1, 2] });
    const even = () => tensor([7, 7], { shape: [1, 2] });
    const options = { logTarget: true, inputIsLogits: true, reduction: "sum" } as const;
    expectLoss(() => klDiv(even(), logs(), options), last);
  });

  test("cosineEmbeddingLoss, marginRankingLoss and hingeEmbeddingLoss", () => {
    const rows = (...values: number[]) => tensor(values, { shape: [2, 2] });
    const cosine = Math.SQRT1_2;
    expectLoss(
      () =>
        cosineEmbeddingLoss(rows(1, 0, 1, 0), rows(2, 2, 1, 1), tensor([1, -1]), {
          margin: 0.5,
          ...none,
        }),
      [1 - cosine, cosine - 0.5],
    );
    const [one, other] = [() => tensor([1, 2]), () => tensor([2, 1])];
    const ranked = () => tensor([1, 1]);
    expectLoss(
      () => marginRankingLoss(one(), other(), ranked(), { margin: 0.5, ...none }),
      [1.5, 0],
    );
    expectLoss(
      () => hingeEmbeddingLoss(tensor([0.2, 0.3, 2]), tensor([1, -1, -1]), none),
      [0.2, 0.7, 0],
    );
  });

  test("softMarginLoss, poissonNllLoss and gaussianNllLoss", () => {
    expectLoss(
      () => softMarginLoss(tensor([0, Math.log(3)]), tensor([1, -1]), none),
      [LN2, 2 * LN2],
    );
    const counts = () => tensor([1, 3]);
    const stirling = 3 * Math.log(3) - 3 + 0.5 * Math.log(6 * Math.PI);
    expectLoss(() => poissonNllLoss(tensor([0, LN2]), counts(), none), [1, 2 - 3 * LN2]);
    expectLoss(
      () => poissonNllLoss(tensor([1, 2]), counts(), { logInput: false, full: true, ...none }),
      [1, 2 - 3 * LN2 + stirling],
    );
    const [mean, target] = [() => tensor([1, 3]), () => tensor([0, 1])];
    expectLoss(() => gaussianNllLoss(mean(), target(), tensor([1, 4]), none), [0.5, LN2 + 0.5]);
    expectLoss(
      () => gaussianNllLoss(mean(), target(), tensor([0]), { eps: 0.5, full: true, ...none }),
      [1, 4].map((square) => 0.5 * (square / 0.5 - LN2) + 0.5 * Math.log(2 * Math.PI)),
    );
  });

  test("tripletMarginLoss by several norms, and with the positive's distance", () => {
    const row = (...values: number[]) => tensor(values, { shape: [1, 2] });
    const loss = (options: object, negative = [0, 1]) =>
      tripletMarginLoss(row(0, 0), row(3, 4), row(...negative), { eps: 0, ...options });
    expectLoss(() => loss({}), 5);
    expectLoss(() => loss({ p: 1 }), 7);
    expectLoss(() => loss({ p: Infinity, margin: 2 }), 5);
    expectLoss(() => loss({ swap: true }, [3, 5]), 5);
    expectLoss(() => loss({}, [30, 40]), 0);
  });
});

describe("gradients against central differences", () => {
  type Inputs = Readonly<Record<string, Tensor>>;
  const random = new Generator(3);
  const normal = (size = 12) => Float64Array.from(random.normal(size));
  const positive = (size = 12) => normal(size).map((v) => Math.abs(v) + 0.2);
  const unit = (size = 12) => normal(size).map((v) => 1 / (1 + Math.exp(-v)));
  const signs = (size = 12) => normal(size).map((v) => (v > 0 ? 1 : -1));
  const shape = [3, 4];
  const pair = () => ({ x: normal(), target: normal() });
  const cases: readonly (readonly [
    name: string,
    loss: (inputs: Inputs) => Tensor,
    values: Record<string, Float64Array | Int32Array>,
    constants?: readonly string[],
    shapes?: Record<string, readonly number[]>,
  ])[] = [
    [
      "mseLoss",
      ({ x, target, weight }) => mseLoss(x!, target!, { weight }),
      { ...pair(), weight: positive() },
    ],
    ["l1Loss", ({ x, target }) => l1Loss(x!, target!, { reduction: "sum" }), pair()],
    ["huberLoss", ({ x, target }) => huberLoss(x!, target!, { delta: 0.7 }), pair()],
    ["smoothL1Loss", ({ x, target }) => smoothL1Loss(x!, target!, { beta: 1.5 }), pair()],
    [
      "bceLoss",
      ({ x, target }) => bceLoss(x!, target!, { reduction: "none" }),
      { x: unit(), target: unit() },
    ],
    [
      "bceWithLogits",
      ({ x, target, posWeight, weight }) => bceWithLogits(x!, target!, { posWeight, weight }),
      { x: normal(), target: unit(), posWeight: positive(4), weight: positive() },
      [],
      { posWeight: [4] },
    ],
    [
      "klDiv",
      ({ x, target }) => klDiv(x!, target!, { inputIsLogits: true, reduction: "batchmean" }),
      { x: normal(), target: unit() },
    ],
    ["klDiv of logarithms", ({ x, target }) => klDiv(x!, target!, { logTarget: true }), pair()],
    [
      "cosineEmbeddingLoss",
      ({ x1, x2, target }) => cosineEmbeddingLoss(x1!, x2!, target!, { reduction: "none" }),
      { x1: normal(), x2: normal(), target: signs(3) },
      ["target"],
      { target: [3] },
    ],
    [
      "marginRankingLoss",
      ({ x1, x2, target }) => marginRankingLoss(x1!, x2!, target!, { margin: 0.3 }),
      { x1: normal(), x2: normal(), target: signs() },
    ],
    [
      "hingeEmbeddingLoss",
      ({ x, target }) => hingeEmbeddingLoss(x!, target!),
      { x: normal(), target: signs() },
      ["target"],
    ],
    [
      "softMarginLoss",
      ({ x, target }) => softMarginLoss(x!, target!),
      { x: normal(), target: signs() },
    ],
    [
      "poissonNllLoss",
      ({ x, target }) => poissonNllLoss(x!, target!, { full: true }),
      { x: normal(), target: positive().map((v) => 3 * v) },
    ],
    [
      "poissonNllLoss of rates",
      ({ x, target }) => poissonNllLoss(x!, target!, { logInput: false }),
      { x: positive(), target: positive() },
    ],
    [
      "gaussianNllLoss",
      ({ x, target, variance }) => gaussianNllLoss(x!, target!, variance!),
      { ...pair(), variance: positive(3) },
      [],
      { variance: [3] },
    ],
    ...[1, 2, 3.5, Infinity].map(
      (p) =>
        [
          `tripletMarginLoss by norm ${p}`,
          ({ a, b, c }: Inputs) => tripletMarginLoss(a!, b!, c!, { p, swap: true, margin: 4 }),
          { a: normal(), b: normal(), c: normal() },
        ] as const,
    ),
    [
      "nllLoss on axis 1",
      ({ x, target, weight }) => nllLoss(x!, target!, { weight, classDim: 1 }),
      { x: normal(24), target: new Int32Array([1, 0, 2, 2, -100, 1, 0, 2]), weight: positive(3) },
      ["weight"],
      { x: [2, 3, 4], target: [2, 4], weight: [3] },
    ],
    [
      "crossEntropy with probabilities",
      ({ x, target, weight }) => crossEntropy(x!, target!, { weight, labelSmoothing: 0.2 }),
      { x: normal(), target: unit(), weight: positive(4) },
      [],
      { weight: [4] },
    ],
  ];
  for (const [name, loss, values, constants = [], shapes = {}] of cases)
    test(name, () => {
      const all = Object.fromEntries(
        Object.keys(values).map((input) => [input, shapes[input] ?? shape]),
      );
      const { worst, where, nonZero } = worstGradientError(loss, values, all, constants);
      expect(worst, `worst at ${where}`).toBeLessThan(1e-5);
      const floats = Object.keys(values).filter((input) => values[input] instanceof Float64Array);
      expect([...nonZero].sort()).toEqual(
        floats.filter((input) => !constants.includes(input)).sort(),
      );
    });

  test("hinges are shut at their corner, and the least variance lets the gradient by, as in PyTorch", () => {
    scope(() => {
      const leaf = (values: number[]) => tensor(values, { requiresGrad: true });
      const [x1, variance] = [leaf([2]), leaf([0])];
      marginRankingLoss(x1, tensor([2]), tensor([1])).backward();
      expect(x1.grad!.item()).toBeCloseTo(0, 9);
      gaussianNllLoss(tensor([0]), tensor([1]), variance, { eps: 0.5 }).backward();
      expect(variance.grad!.item()).toBeCloseTo(0.5 * (1 / 0.5 - 1 / 0.25), 5);
    });
  });
});

describe("modules", () => {
  test("compute what the functions do, with their options", () => {
    scope(() => {
      const [a, b, c] = [tensor([0.2, 0.7]), tensor([0.6, 0.1]), tensor([0.3, 0.9])];
      const sum = { reduction: "sum" } as const;
      const same = (actual: Tensor, expected: Tensor) =>
        expect(actual.item()).toBe(expected.item());
      same(new MSELoss(sum).forward(a, b), mseLoss(a, b, sum));
      same(new L1Loss(sum).forward(a, b), l1Loss(a, b, sum));
      same(new HuberLoss({ delta: 0.1 }).forward(a, b), huberLoss(a, b, { delta: 0.1 }));
      same(new SmoothL1Loss({ beta: 0.1 }).forward(a, b), smoothL1Loss(a, b, { beta: 0.1 }));
      same(new BCELoss(sum).forward(a, b), bceLoss(a, b, sum));
      same(new BCEWithLogitsLoss(sum).forward(a, b), bceWithLogits(a, b, sum));
      same(new KLDivLoss({ logTarget: true }).forward(a, b), klDiv(a, b, { logTarget: true }));
      same(new SoftMarginLoss(sum).forward(a, b), softMarginLoss(a, b, sum));
      same(new PoissonNLLLoss({ full: true }).forward(a, b), poissonNllLoss(a, b, { full: true }));
      same(new GaussianNLLLoss(sum).forward(a, b, c), gaussianNllLoss(a, b, c, sum));
      same(new TripletMarginLoss({ p: 1 }).forward(a, b, c), tripletMarginLoss(a, b, c, { p: 1 }));
      same(new MarginRankingLoss(sum).forward(a, b, c), marginRankingLoss(a, b, c, sum));
      same(
        new HingeEmbeddingLoss(sum).forward(a, tensor([1, -1])),
        hingeEmbeddingLoss(a, tensor([1, -1]), sum),
      );
      same(
        new CosineEmbeddingLoss().forward(a, b, tensor(1)),
        cosineEmbeddingLoss(a, b, tensor(1)),
      );
      const target = tensor(1, { dtype: "int32" });
      same(new NLLLoss(sum).forward(a, target), nllLoss(a, target, sum));
      const smoothing = { labelSmoothing: 0.3 };
      same(new CrossEntropyLoss(smoothing).forward(a, target), crossEntropy(a, target, smoothing));
    });
  });
});

describe("errors", () => {
  const [a, b] = [tensor([1, 2]), tensor([1, 2, 3])];
  test("name the loss, the argument, what came and what was expected", () => {
    expect(() => mseLoss(a, b)).toThrow("mseLoss: target is [3], expected [2]");
    expect(() => l1Loss(a, a, { weight: b })).toThrow("l1Loss: weight is [3], expected [2]");
    expect(() => klDiv(a, a, { reduction: "avg" as "mean" })).toThrow(
      'klDiv: reduction is "avg", expected "mean", "sum" or "none"',
    );
    expect(() =>
      crossEntropy(a, tensor(0, { dtype: "int32" }), { reduction: "avg" as "sum" }),
    ).toThrow('crossEntropy: reduction is "avg"');
    const unknown: object = { labelsmoothing: 0.1 };
    expect(() => crossEntropy(a, a, unknown)).toThrow(
      "crossEntropy: unknown option labelsmoothing, expected one of weight, reduction, ignoreIndex",
    );
    expect(() => huberLoss(a, a, { delta: 0 })).toThrow("huberLoss: delta is 0");
    expect(() => gaussianNllLoss(a, a, b)).toThrow(
      "gaussianNllLoss: variance is [3], expected [2]",
    );
  });
});

test("crossEntropy refuses the options that PyTorch refuses", () => {
  const logits = tensor([[1, 2]]);
  const target = tensor([1], { dtype: "int32" });
  for (const labelSmoothing of [-0.5, 1.5, NaN])
    expect(() => crossEntropy(logits, target, { labelSmoothing })).toThrow(
      `crossEntropy: labelSmoothing is ${labelSmoothing}, expected 0 to 1`,
    );
  expect(() => crossEntropy(logits, tensor([[0, 1]]), { ignoreIndex: 1 })).toThrow(
    "crossEntropy: ignoreIndex is 1 with probabilities as the target",
  );
});
