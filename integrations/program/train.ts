import {
  AdamW,
  crossEntropy,
  Gpt,
  generate,
  type InitOptions,
  init,
  manualSeed,
  scope,
  type Tensor,
  tensor,
} from "@qkv/nn";

const text = "the whale, the white whale, the sea and the ship that sails the sea";
const letters = [...new Set(text)];
const ids = [...text].map((letter) => letters.indexOf(letter));
const [batch, tokens] = [8, 32];

/** Ids of the text, from `first` on, and further rows one letter on each. */
const rows = (first: number): Tensor => {
  const some = Array.from({ length: batch }, (_, row) =>
    ids.slice(first + row, first + row + tokens),
  );
  return tensor(some, { dtype: "int32" });
};

/** What a case has to show. */
export interface Outcome {
  /** Of ten steps. */
  losses: number[];
  /** The prompt and eight letters. */
  written: string;
  device: unknown;
  threads: unknown;
}

/** Ten steps of a small GPT on the device of these options, and what it writes then. */
export async function train(options?: InitOptions): Promise<Outcome> {
  const device = await init(options);
  manualSeed(7);
  const sizes = { layers: 1, heads: 2, dModel: 64 };
  const model = new Gpt({ vocabSize: letters.length, contextLength: tokens, ...sizes });
  const optimizer = new AdamW(model.parameters(), { lr: 0.01 });
  const losses: number[] = [];
  for (let step = 0; step < 10; step++) {
    const loss = scope(() => {
      const mean = crossEntropy(model.forward(rows(step)), rows(step + 1));
      optimizer.zeroGrad();
      mean.backward();
      optimizer.step();
      return mean;
    });
    losses.push((await loss.data())[0]!);
    loss.dispose();
  }
  const prompt = { ids: [ids.slice(0, 4)] };
  const { sequences } = await generate(model, prompt, { maxNewTokens: 8 });
  const written = Array.from(sequences[0]!, (id) => letters[id]).join("");
  const { device: name, threads } = device.info();
  optimizer.dispose();
  model.dispose();
  await device.dispose();
  return { losses, written, device: name, threads };
}
