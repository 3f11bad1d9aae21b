import { componentOf } from "@qkv/nn/inspection";
import type { Model } from "@qkv/nn/models";
import type { ModelAnswer } from "../protocol.ts";
import type { Request } from "../request.ts";

export const openModel: Request<"openModel"> = async (ask, context) => {
  const { model: name, files, paths } = ask;
  const { model } = await context.models.open(name, { ...context, files, paths });
  return { model: name, ...summary(model) };
};

function summary(model: Model): Omit<ModelAnswer, "model"> {
  const own = new Set([...model.namedParameters()].map(([name]) => name));
  const parameters = [...model.stateDict()].map(([name, { shape }]) => ({
    ...{ name, shape, component: componentOf(name) },
    ...(own.has(name) ? {} : ({ tied: true } as const)),
  }));
  const paths = new Map([...model.namedModules()].map(([path, module]) => [module, path]));
  const stack = "decoderLayers" in model ? model.decoderLayers : model.encoderLayers;
  return {
    role: model.role,
    family: model.modelType,
    parameters,
    layers: [...stack].map((layer) => paths.get(layer)!),
    ...sizes(model),
    bytes: 4 * model.numParameters(),
  };
}

function sizes(model: Model): Pick<ModelAnswer, "vocabSize" | "contextLength"> {
  const [sample] = model.sampleInputs(1);
  const contextLength = sample!.shape[1]!;
  if (model.role === "decoder") return { vocabSize: model.vocabSize, contextLength };
  if (model.role === "encoder-decoder") return { vocabSize: model.targetVocabSize, contextLength };
  return { vocabSize: 0, contextLength };
}
