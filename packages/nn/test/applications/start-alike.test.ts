import { describe, expect, it } from "vitest";
import { applications } from "../../src/applications/index.ts";
import { startAlike } from "../../src/applications/questions/start-alike.ts";
import { noGrad } from "../../src/autograd/grad-mode.ts";
import { tensor } from "../../src/device/create-tensor.ts";
import { manualSeed } from "../../src/index.ts";
import { capture } from "../../src/inspection/capture.ts";
import { filesInMemory } from "../../src/model-folder/files-in-memory.ts";
import type { EncoderModel } from "../../src/models/encoder/encoder-model.ts";
import { modelFromConfig } from "../../src/models/families/find-family.ts";
import { fromPretrained, type Pretrained } from "../../src/pretrained/index.ts";

const config = {
  ...{ model_type: "bert", architectures: ["BertForQuestionAnswering"], vocab_size: 400 },
  ...{ hidden_size: 64, intermediate_size: 64, num_hidden_layers: 2, num_attention_heads: 4 },
  ...{ max_position_embeddings: 48, initializer_range: 0.02 * Math.sqrt(768 / 64) },
};

/** How much of what the first layer looks at the last word finds in a question of twelve words, at a place: a mean over heads. */
async function looks(model: EncoderModel, ids: readonly number[], place: number) {
  const int32 = (values: readonly number[]) => tensor([[...values]], { dtype: "int32" });
  const token_type_ids = int32(ids.map((_, i) => (i < 12 ? 0 : 1)));
  using seen = capture(model, () =>
    noGrad(() => model.forwardNamed({ input_ids: int32(ids), token_type_ids })),
  );
  const { tensor: weights } = seen.tensors.find(({ role }) => role === "weights")!; // [1, heads, tokens, tokens]
  const [, heads, tokens] = weights.shape as [number, number, number];
  const values = await weights.data();
  const at = (head: number) => values[((head + 1) * tokens - 1) * tokens + place]!;
  return Array.from({ length: heads }, (_, head) => at(head)).reduce((a, b) => a + b) / heads;
}

/** How many times as much it looks at the same word as at others, over some texts. */
async function preference(model: EncoderModel) {
  let [same, other] = [0, 0];
  for (let text = 0; text < 12; text++) {
    const ids = Array.from({ length: 40 }, (_, i) => 10 + ((7 * i + 13 * text) % 380));
    other += await looks(model, ids, 5);
    same += await looks(model, [...ids.slice(0, -1), ids[5]!], 5);
  }
  return same / other;
}

describe("an encoder that begins with what is alike", () => {
  it("looks from a word to the same word in the question, which one of random weights does not", async () => {
    manualSeed(3);
    const [plain, alike] = [0, 1].map(() => modelFromConfig(config).eval() as EncoderModel);
    startAlike(alike!);
    expect(await preference(alike!)).toBeGreaterThan(3);
    expect(await preference(plain!)).toBeLessThan(1.5);
    plain!.dispose();
    alike!.dispose();
  });

  it("is a new one alone: what comes out of a folder stays as it is", async () => {
    const { questions } = applications;
    const first = await questions.plan({ made: 60, steps: 1, lr: 1e-12, warmup: 0 }).prepare();
    const run = first.start();
    const files = new Map([...first.files(), ...(await run.modelFiles())]);
    run.dispose();
    const base = filesInMemory(files, "first");
    const ready = await questions
      .plan({ made: 60, steps: 1, from: "first", lr: 1e-12, warmup: 0 })
      .prepare(undefined, { base });
    const second = ready.start();
    const other = filesInMemory(
      new Map([...ready.files(), ...(await second.modelFiles())]),
      "second",
    );
    second.dispose();
    const [one, two] = await Promise.all([base, other].map((folder) => fromPretrained(folder)));
    const keys = ({ model }: Pretrained) =>
      [...(model as EncoderModel).backbone.stack.blocks][1]!.attention.inputs[1]!.weight.data();
    expect(await keys(two!)).toEqual(await keys(one!));
    one!.model.dispose();
    two!.model.dispose();
  });
});
