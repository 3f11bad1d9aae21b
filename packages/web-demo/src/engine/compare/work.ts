import { noGrad, scope, tensor } from "@qkv/nn";
import { configOf, isDecoder, type Model, modelFromConfig } from "@qkv/nn/models";
import type { HostTensor } from "@qkv/nn/weights";

/** A model of its own with the same weights: the one that other views look at stays where it is. */
export function copyOf(model: Model): Model {
  const copy = modelFromConfig(configOf(model), { device: model.device });
  copy.loadStateDict(model.stateDict());
  return copy.eval();
}

/** Inputs that the model makes itself, of so many tokens at most. */
export const inputsFor = (model: Model, batch: number, tokens: number): readonly HostTensor[] =>
  model.sampleInputs(batch).map((input) => firstTokens(input, tokens));

/** int32 [batch, T] -> [batch, min(T, tokens)]; pixels and samples are left as they are. */
function firstTokens(input: HostTensor, tokens: number): HostTensor {
  const { dtype, shape, values } = input;
  const [batch, all] = shape;
  if (dtype !== "int32" || shape.length !== 2 || all! <= tokens) return input;
  const cut = new Int32Array(batch! * tokens);
  for (let row = 0; row < batch!; row++)
    for (let t = 0; t < tokens; t++) cut[row * tokens + t] = values[row * all! + t]!;
  return { dtype, shape: [batch!, tokens], values: cut };
}

/** How many tokens they are; none of pixels and samples. */
export const tokensIn = (inputs: readonly HostTensor[]): number =>
  inputs.reduce((sum, { dtype, values }) => sum + (dtype === "int32" ? values.length : 0), 0);

const untimed = 4;
const timed = 12;

/** Tokens a second, one after the other from the cache; of decoders that have the room. */
export async function generationSpeed(model: Model): Promise<number | undefined> {
  if (!isDecoder(model) || model.contextLength < untimed + timed) return undefined;
  using cache = model.newCache(1);
  const { device } = model;
  const next = () =>
    noGrad(() =>
      scope(() => {
        const ids = tensor(Int32Array.of(0), { shape: [1, 1], device });
        return [model.forward(ids, { cache, lastOnly: true }).data()];
      }),
    )[0];
  for (let i = 0; i < untimed; i++) await next();
  const start = performance.now();
  for (let i = 0; i < timed; i++) await next();
  return (1000 * timed) / (performance.now() - start);
}
