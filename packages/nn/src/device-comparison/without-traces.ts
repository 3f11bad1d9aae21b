import type { Module } from "../module/module.ts";
import { defaultGenerator } from "../random/generator.ts";
import type { Device } from "../tensor/device.ts";

/**
 * Run `body`, which may move the model between devices, compute gradients and draw random numbers, and put everything
 * back as it was: device, gradients, generator. `restart` puts back the generator in between. `devices` are those that
 * the body takes the model to: should one be lost with the model on it, a model from WASM has its values back all the same.
 */
export async function withoutTraces<T>(
  model: Module,
  body: (restart: () => void) => Promise<T>,
  devices: readonly Device[] = [],
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
  const leaves = home.backend.readSync && devices.some((device) => device !== home);
  const kept = leaves
    ? [...model.namedTensors()].map(([, own]) => [own, own.dataSync()] as const)
    : [];
  try {
    return await body(restart);
  } finally {
    restart();
    model.zeroGrad();
    await model.to(home).catch(async (error) => {
      if (kept.length === 0) throw error;
      for (const [own, values] of kept) await own.moveTo(home, values);
      await model.to(home); // tables that are not saved
    });
    parameters.forEach((parameter, i) => {
      parameter.grad = gradients[i];
    });
  }
}
