import type { ProcessorDefaults } from "./processor-fields.ts";

/*
 * The processors of transformers that do nothing but resize, crop, rescale, normalise and pad, and what they have where a
 * file says nothing. https://huggingface.co/docs/transformers/main_classes/image_processor
 */

const [bilinear, bicubic] = [2, 3];
const standard = { mean: [0.5, 0.5, 0.5], std: [0.5, 0.5, 0.5] };
const imagenet = { mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] };
const openai = {
  mean: [0.48145466, 0.4578275, 0.40821073],
  std: [0.26862954, 0.26130258, 0.27577711],
};
const both = (side: number) => ({ height: side, width: side });

const clip: ProcessorDefaults = {
  ...openai,
  resample: bicubic,
  size: { shortest_edge: 224 },
  square: false,
  cropSize: both(224),
  centreCrop: true,
};

export const knownProcessors = {
  BitImageProcessor: clip,
  BlipImageProcessor: { ...openai, resample: bicubic, size: both(384) },
  ChineseCLIPImageProcessor: clip,
  CLIPImageProcessor: clip,
  DeiTImageProcessor: {
    ...standard,
    ...{ resample: bicubic, size: both(256), cropSize: both(224), centreCrop: true },
  },
  PvtImageProcessor: { ...imagenet, resample: bicubic, size: both(224) },
  SiglipImageProcessor: { ...standard, resample: bicubic, size: both(224), square: false },
  ViTImageProcessor: { ...standard, resample: bilinear, size: both(224) },
} satisfies Record<string, ProcessorDefaults>;
