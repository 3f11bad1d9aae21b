import {
  CharacterTokenizer,
  crossEntropy,
  Generator,
  type LanguageModelBatch,
  noGrad,
  scope,
  TokenStream,
  tensor,
} from "@qkv/nn";
import { sequentialWindows } from "@qkv/nn/data";
import { generate } from "@qkv/nn/generation";
import { capture } from "@qkv/nn/inspection";
import { type CausalLM, configOf, type Model } from "@qkv/nn/models";
import type { RunSettings } from "../protocol.ts";
import { attentionAnswer } from "./attention-answer.ts";
import { decoderModel } from "./decoder-model.ts";
import { folderFiles, weightsAlone } from "./folder-files.ts";
import { foreseeing, knownText, type Learner } from "./learner.ts";
import { meanLoss } from "./mean-loss.ts";

const SAMPLE_CHARACTERS = 160;
const HELD_OUT_BATCHES = 4;

/** Going on with a text, character by character. */
export function decoderLearner(settings: RunSettings, text: string): Learner<LanguageModelBatch> {
  const { batch, context, seed } = settings;
  const tokenizer = CharacterTokenizer.train(text);
  const ids = tokenizer.encode(text);
  const cut = Math.floor(0.9 * ids.length);
  if (cut < context + 1 || ids.length - cut < 2)
    throw new RangeError(
      `the text has ${ids.length} characters, expected at least ${Math.ceil((context + 1) / 0.9) + 20} ` +
        `for a context of ${context}`,
    );
  const [training, heldOut] = [ids.subarray(0, cut), ids.subarray(cut)];
  const made = (from = new Generator(seed)) => decoderModel(settings, tokenizer.vocabSize, from);
  const generator = new Generator(seed);
  const model = made(generator);
  const loss = ({ inputs, targets }: LanguageModelBatch) =>
    crossEntropy(model.forward(inputs), targets);
  const prompt = knownText(tokenizer, "\n") || tokenizer.decode([ids[0]!]);
  return {
    model,
    generator,
    newModel: () => made(),
    data: new TokenStream(training, { batchSize: batch, contextLength: context, seed }),
    loss,
    tokensPerBatch: batch * context,
    vocabSize: tokenizer.vocabSize,
    amounts: { training: training.length, heldOut: heldOut.length },
    heldOutLoss: () =>
      meanLoss(
        sequentialWindows(heldOut, { batchSize: batch, contextLength: context }),
        HELD_OUT_BATCHES,
        (one) => loss(one),
        ({ inputs, targets }) => [inputs, targets],
      ),
    async sample() {
      const options = { maxNewTokens: SAMPLE_CHARACTERS, temperature: 0.7, seed };
      const { text: said } = await generate(model, tokenizer, prompt, options);
      return { kind: "text", text: said };
    },
    async attention(looked, given) {
      const known = knownText(tokenizer, given).slice(0, context) || prompt;
      const input = tokenizer.encode(known);
      const seen = foreseeing(looked, () =>
        capture(looked, () =>
          noGrad(() => scope(() => void asDecoder(looked).forward(row(input)))),
        ),
      );
      const tokens = [...input].map((id) => ({ id, text: tokenizer.decode([id]) }));
      return { tokens, maps: await attentionAnswer(seen) };
    },
    files: () =>
      settings.norm === "pre"
        ? folderFiles(model, { role: "decoder", config: configOf(model), tokenizer })
        : weightsAlone(model, tokenizer),
  };
}

const row = (ids: Int32Array) => tensor(ids).reshape(1, ids.length);

function asDecoder(model: Model): CausalLM {
  return model as CausalLM; // of newModel
}
