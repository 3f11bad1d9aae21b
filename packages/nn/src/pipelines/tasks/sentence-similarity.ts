import { describeValue } from "../../options/describe-value.ts";
import { oneOf } from "../../options/fields.ts";
import { embedEncodings } from "../embeddings/embed-encodings.ts";
import { embeddingFields, embeddingFlags } from "../embeddings/embedding-options.ts";
import { expectStates, readsText } from "../embeddings/hidden-states.ts";
import { defineTask } from "../task.ts";
import { encodeTexts, encodingFields, encodingFlags } from "../texts/encode-texts.ts";
import { expectInputText, tokenizerOf } from "../texts/text-input.ts";

const name = "sentence-similarity";

/** A sentence, and those that it is compared with; Hugging Face calls the first `source_sentence`. */
export type ComparedSentences =
  | { readonly sourceSentence: string; readonly sentences: readonly string[] }
  | { readonly source_sentence: string; readonly sentences: readonly string[] };

/** How similar sentences are to one: the cosine between their vectors. Reimers and Gurevych, arXiv:1908.10084. */
export const sentenceSimilarity = defineTask({
  name,
  description: "How similar sentences are to another",
  inputKind: "text",
  fields: {
    pooling: embeddingFields.pooling,
    /** What is told of two vectors: the cosine between them, or their product. */
    similarity: oneOf(["cosine", "dot"], { default: "cosine" }),
    ...encodingFields,
  },
  flags: {
    pooling: embeddingFlags.pooling,
    similarity: "What is told of two vectors: cosine or dot",
    ...encodingFlags,
  },
  inputFlags: { sourceSentence: "The sentence that each input is compared with" },
  inputOf(text, { sourceSentence }): ComparedSentences {
    expectInputText(name, "sourceSentence", sourceSentence);
    return { sourceSentence, sentences: [text] };
  },
  fits: readsText,
  expect(model) {
    tokenizerOf(name, model);
    expectStates(name, model);
  },
  async run(model, inputs: readonly ComparedSentences[], settings): Promise<readonly number[][]> {
    const texts = inputs.map(sentencesIn);
    const encodings = encodeTexts(name, model, texts.flat(), settings);
    const normalize = settings.similarity === "cosine";
    const vectors = await embedEncodings(name, model, encodings, { ...settings, normalize });
    let done = 0;
    return texts.map(({ length }) => {
      const [source, ...others] = vectors.slice(done, done + length);
      done += length;
      return others.map((one) => dot(source!, one));
    });
  },
});

/** The one, and behind it the others. */
function sentencesIn(input: ComparedSentences): readonly string[] {
  if (typeof input !== "object" || input === null)
    throw new TypeError(
      `${name}: an input is ${describeValue(input)}, expected { sourceSentence, sentences }`,
    );
  const source = "sourceSentence" in input ? input.sourceSentence : input.source_sentence;
  expectInputText(name, "sourceSentence", source);
  if (!Array.isArray(input.sentences))
    throw new TypeError(
      `${name}: sentences are ${describeValue(input.sentences)}, expected a list of texts`,
    );
  for (const one of input.sentences) expectInputText(name, "a sentence", one);
  return [source, ...input.sentences];
}

const dot = (a: Float32Array, b: Float32Array): number =>
  a.reduce((sum, value, i) => sum + value * b[i]!, 0);
