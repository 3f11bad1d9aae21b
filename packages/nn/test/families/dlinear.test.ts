import { expect } from "vitest";
import { tensor } from "../../src/device/create-tensor.ts";
import { modelFromConfig } from "../../src/models/families/find-family.ts";
import type { Encoder } from "../../src/models/roles.ts";
import { testInScope } from "../test-in-scope.ts";

const config = {
  ...{ model_type: "dlinear", num_input_channels: 2, context_length: 12, prediction_length: 3 },
  moving_average: 5,
};
const sines = (length: number, step: number) =>
  Float32Array.from({ length }, (_, i) => Math.sin(step * i));
const past = () => tensor(sines(48, 1.7), { shape: [2, 12, 2] });

testInScope("DLinear computes what its program computes in PyTorch", () => {
  const model = modelFromConfig(config) as Encoder;
  const weights = [sines(36, 0.3), sines(3, 0.5), sines(36, 0.9), sines(3, 1.1)];
  const names = ["Linear_Seasonal", "Linear_Trend"].flatMap((name) => [
    ...[`${name}.weight`, `${name}.bias`],
  ]);
  expect([...model.namedParameters()].map(([name]) => name)).toEqual(names);
  const state = names.map((name, i) => {
    const shape = i % 2 === 0 ? [3, 12] : [3];
    return [name, { dtype: "float32", shape, values: weights[i]! }] as const;
  });
  model.loadStateDict(new Map(state));
  const expected = [
    ...[0.053073, -0.125544, 1.223831, 1.636503, 1.551062, 1.303033],
    ...[-0.057901, 0.123926, 1.527447, 1.109602, 1.734031, 2.002507],
  ];
  const forecast = model.forward(past());
  expect(forecast.shape).toEqual([2, 3, 2]);
  for (const [i, value] of [...forecast.dataSync()].entries())
    expect(value).toBeCloseTo(expected[i]!, 5);
  model.dispose();
});

testInScope("DLinear has layers for each series where they are not shared, and a loss", () => {
  const model = modelFromConfig({ ...config, share_projection: false }) as Encoder;
  expect([...model.namedParameters()].map(([name]) => name)).toContain("Linear_Trend.1.bias");
  const future = tensor(sines(12, 1), { shape: [2, 3, 2] });
  const { loss, prediction_outputs: forecast } = model.forwardNamed({
    ...{ past_values: past(), future_values: future },
  });
  const errors = [...forecast!.dataSync()].map((value, i) => (value - Math.sin(i)) ** 2);
  expect(loss!.item()).toBeCloseTo(errors.reduce((sum, one) => sum + one, 0) / 12, 5);
  expect(() => model.forward(tensor(sines(24, 1), { shape: [1, 12, 2] }))).not.toThrow();
  expect(() => model.forward(tensor(sines(22, 1), { shape: [1, 11, 2] }))).toThrow(
    "expected [batch, 12, 2]",
  );
  expect(() => modelFromConfig({ ...config, moving_average: 4 })).toThrow("expected an odd number");
  model.dispose();
});
