import { describe, expect, test } from "vitest";
import { ones, tensor } from "../src/device/create-tensor.ts";
import * as main from "../src/index.ts";

const optimizers = [
  main.SGD,
  main.Adam,
  main.AdamW,
  main.RMSprop,
  main.Adagrad,
  main.Lion,
  main.Muon,
  main.Adafactor,
];
const model = new main.Linear(2, 3);
const own = model.parameters();

describe.each(optimizers.map((Optimizer) => [Optimizer.name, Optimizer] as const))(
  "%s",
  (name, Optimizer) => {
    const make = (params: unknown) => new Optimizer(params as never);

    // Muon takes matrices alone.
    const [given, expected] =
      name === "Muon" ? [new main.Linear(2, 3, { bias: false }), 1] : [model, 2];
    test.each<readonly [string, unknown]>([
      ["a module", given],
      ["its parameters", given.parameters()],
      ["its named parameters", given.namedParameters()],
      ["its state dict", given.stateDict()],
      ["a group of a module", [{ params: given }]],
      ["a group of named parameters", [{ params: given.namedParameters() }]],
    ])("takes %s", (_, params) => {
      expect(make(params).parameters()).toEqual(given.parameters());
      expect(given.parameters()).toHaveLength(expected);
    });

    test("a group of a single tensor", () => {
      expect(make([{ params: own[0] }]).parameters()).toEqual([own[0]]);
    });

    test.each<readonly [string, unknown, string]>([
      ["nothing", undefined, "params is undefined, expected a module, its parameters()"],
      ["null", null, "params is null"],
      ["a promise", Promise.resolve(own), "params is a Promise (await it)"],
      ["a function", () => own, "params is a function"],
      ["a single tensor", own[0], "params is a tensor, expected a module, its parameters()"],
      ["an empty list", [], "there are no parameters"],
      ["a module without parameters", new main.ReLU(), "there are no parameters"],
      ["one twice", [own[0], own[0]], "a parameter appears twice"],
      ["one in two groups", [{ params: own }, { params: [own[0]] }], "a parameter appears twice"],
      ["names", ["weight"], 'parameter 0 is "weight", expected a tensor or a group'],
      ["a promise among them", [own[0], Promise.resolve(own[1])], "parameter 1 is a Promise"],
      ["numbers in a group", [{ params: [1] }], "parameter 0 is 1, expected a tensor"],
      ["int32", [tensor([1], { dtype: "int32" })], "parameter 0 is int32, expected float32"],
      ["something computed", [ones([2]).requiresGrad_().exp()], "parameter 0 was computed (exp)"],
    ])("refuses %s", (_, params, message) => {
      expect(() => make(params)).toThrow(message);
      expect(() => make(params)).toThrow(name);
    });
  },
);

test("decayGroups and clipGradNorm take the same", () => {
  expect(main.decayGroups(model, 0.1)).toEqual([
    { params: [own[0]], weightDecay: 0.1 },
    { params: [own[1]], weightDecay: 0 },
  ]);
  model
    .forward(ones([1, 2]))
    .sum()
    .backward();
  expect(main.clipGradNorm(model, 1).item()).toBeGreaterThan(0);
  expect(() => main.clipGradNorm(Promise.resolve(own) as never, 1)).toThrow(
    "clipGradNorm: params is a Promise",
  );
});
