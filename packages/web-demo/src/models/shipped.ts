/** A model that comes with the page. */
export interface Shipped {
  readonly role: "decoder" | "encoder" | "encoder-decoder";
  /** "gpt" for one of GPT-2's family, which is opened without the code that knows the others. */
  readonly opens: "gpt" | "pretrained";
  readonly files: readonly string[];
  /** Of all files. */
  readonly bytes: number;
}

/** What lies in public/models, a folder each. */
export const shippedModels = {
  whale: {
    role: "decoder",
    opens: "gpt",
    files: ["config.json", "model.safetensors", "tokenizer.json"],
    bytes: 1_142_330,
  },
  "animal-translation": {
    role: "encoder-decoder",
    opens: "pretrained",
    files: ["config.json", "model.safetensors", "tokenizer.json"],
    bytes: 538_564,
  },
  "animal-fill-in": {
    role: "encoder",
    opens: "pretrained",
    files: ["config.json", "model.safetensors", "tokenizer.json"],
    bytes: 242_581,
  },
} as const satisfies Readonly<Record<string, Shipped>>;

export type ShippedModel = keyof typeof shippedModels;

export const isShipped = (name: string): name is ShippedModel => Object.hasOwn(shippedModels, name);
