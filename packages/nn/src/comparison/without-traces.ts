import type { Module } from "../modules/module.ts";
import { defaultGenerator } from "../random/generator.ts";

/**
 * Run `body`, which may move the model between devices, compute gradients and draw random numbers, and put everything
 * back as it was: device, gradients, generator. `restart` puts back the generator in between.
 */
export async function withoutTraces<T>(
  model: Module,
  body: (restart: () => void) => Promise<T>,
): Promise<T> {
  const parameters = model.parameters();
  const [first] = parameters;
  if (!first) throw new Error("the model has no parameters, so it is on no device");
  const home = first.device;
  const state = defaultGenerator.state;
  const restart = (): void => {
    defaultGenerator.state = state;
  };
  const gradients = parameters.map((parameter) => parameter.grad);
  for (const parameter of parameters) parameter.grad = undefined;
  try {
    return await body(restart);
  } finally {
    restart();
    model.zeroGrad();
    await model.to(home);
    parameters.forEach((parameter, i) => {
      parameter.grad = gradients[i];
    });
  }
}
