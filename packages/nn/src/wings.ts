// Every wing that runs in browsers: they are built as one file, see tsup.config.ts.
export * from "./attention/index.ts";
export * from "./data/index.ts";
export * from "./device-comparison/index.ts";
export * from "./evaluation/index.ts";
export * from "./fine-tuning/index.ts";
export * from "./generation/index.ts";
export * from "./init/index.ts";
export * from "./inspection/index.ts";
export * from "./metrics/index.ts";
export * from "./model-folder/index.ts";
export * from "./models/index.ts";
export * from "./options/index.ts";
export * from "./pretrained/index.ts";
export * from "./quantization/index.ts";
export * from "./recipes/index.ts";
export * from "./tokenizers/index.ts";
export * from "./weights/index.ts";
