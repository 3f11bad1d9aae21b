import type { ParameterOptions } from "../../module/parameter-options.ts";
import { defineOptions, type WholeOf } from "../../options/define-options.ts";
import { integer, oneOf } from "../../options/fields.ts";
import { ClassTokenPooler } from "../heads/class-token-pooler.ts";
import { Classification } from "../heads/classification.ts";
import type { Head } from "../heads/head.ts";
import { StatesHead } from "../heads/states-head.ts";
import { VisionModel } from "../vision/vision-model.ts";
import type { VisionOptions } from "../vision/vision-options.ts";
import { activationNames, activationOf } from "./activation-names.ts";
import { architectureOf } from "./architecture-of.ts";
import { configFields } from "./config-fields.ts";
import { size } from "./config-sizes.ts";
import type { Family } from "./family.ts";
import { labelsOf } from "./labels.ts";
import { sidesOf } from "./sides.ts";
import { visionOf, vitFields, vitNames } from "./vit-shape.ts";

/** ViTConfig and DeiTConfig of Hugging Face, with their defaults. */
const imageFields = {
  ...vitFields,
  num_channels: integer({ ...size, default: 3 }),
  pooler_output_size: integer({ ...size, optional: true }),
  pooler_act: oneOf([...activationNames, "tanh"], { default: "tanh" }),
};
type ImageConfig = WholeOf<typeof imageFields>;

/** Fields that are read elsewhere, and of a head that fills in masked images. */
const others = ["image_size", "patch_size", "num_labels", "encoder_stride"];

/** A head of an image model, in its state dict called so. */
export interface ImageHead {
  readonly name: string;
  make(given: ImageConfig, labels: readonly string[], options: ParameterOptions): Head;
}

/** The first token, projected; it stands in models that are the backbone alone. */
export const pooler: ImageHead = {
  name: "pooler",
  make({ hidden_size, pooler_output_size, pooler_act, initializer_range }, _labels, options) {
    const activation = pooler_act === "tanh" ? pooler_act : activationOf(pooler_act);
    const width = pooler_output_size ?? hidden_size;
    return new ClassTokenPooler(hidden_size, width, activation, initializer_range, options);
  },
};

/** What the backbone gives, where a file of it has no pooler. */
const states: ImageHead = { name: "states", make: () => new StatesHead() };

const poolerPart = /(^|\.)pooler\.dense\.weight$/;

/** Of models with another head, which a file may hold beside. */
const otherParts =
  /(^|\.)(embeddings\.mask_token|pooler\.dense\.\w+)$|^((cls_|distillation_)?classifier|decoder)\./;

/** Scores of labels out of the first token. */
export const classifier: ImageHead = {
  name: "classifier",
  make: ({ hidden_size, initializer_range }, labels, options) =>
    new Classification(
      {
        ...{ dModel: hidden_size, labels, name: "", pooling: "first", dropout: 0 },
        deviation: initializer_range,
      },
      options,
    ),
};

/** A family of vision transformers; `heads` are by architecture, the pooler's model is the backbone alone. */
export function imageFamily(
  modelType: string,
  extraTokens: readonly string[],
  heads: readonly [readonly [string, ImageHead], ...(readonly [string, ImageHead])[]],
): Family {
  const fields = defineOptions(modelType, imageFields);
  const byName = new Map(heads);
  const [[first], ...rest] = heads;
  const architectures = [first, ...rest.map(([name]) => name)] as const;
  return {
    modelType,
    architectures: [...architectures],
    layout: { prefix: `${modelType}.`, ignored: otherParts },
    create(config, options, stored) {
      const given = configFields(fields, config, others);
      const patchSize = sidesOf(config, "patch_size", 16);
      const patches: Pick<VisionOptions, "imageSize" | "patchSize" | "patchStride"> = {
        imageSize: sidesOf(config, "image_size", 224),
        ...{ patchSize, patchStride: patchSize },
      };
      const input = { input: "image", channels: given.num_channels, extraTokens } as const;
      const named = byName.get(architectureOf(config, [...architectures]))!;
      const without =
        named === pooler && stored && ![...stored].some((one) => poolerPart.test(one));
      const head = without ? states : named;
      return new VisionModel(
        modelType,
        vitNames(named === pooler ? "" : modelType, head.name),
        visionOf(given, { ...input, ...patches }),
        (parameters) => head.make(given, labelsOf(config), parameters),
        options,
      );
    },
  };
}
