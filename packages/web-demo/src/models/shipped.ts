/** The models that come with the page: what lies in public/models, a folder each. */
export const shippedModels = {
  whale: {
    role: "decoder",
    files: ["config.json", "model.safetensors", "tokenizer.json"],
    bytes: 250_097,
  },
} as const;

export type ShippedModel = keyof typeof shippedModels;

export const isShipped = (name: string): name is ShippedModel => Object.hasOwn(shippedModels, name);
