import type { Tensor } from "@qkv/nn";
import { logitLens, withHook } from "@qkv/nn/inspection";
import { isDecoder, isEncoderDecoder } from "@qkv/nn/models";
import { largest, softmax } from "../../shaping/tensors.ts";
import type { LensAnswer, NextToken } from "../protocol.ts";
import type { Request } from "../request.ts";
import { nothing } from "./interventions.ts";
import { type Logits, logitsIn, logitsOf } from "./logits.ts";
import { type Observed, observe, onHost } from "./observe.ts";
import { pass, row, tokensOf } from "./reading.ts";

/** How many tokens are told of each place. */
const LIKELIEST = 5;

interface Layer {
  readonly module: string;
  /** A row for each place: [tokens, vocab]. */
  readonly probabilities: readonly ArrayLike<number>[];
}

export const answerLens: Request<"logitLens"> = async (ask, context) => {
  const opened = await context.models.open(ask.model, context);
  using observed = await observe(opened, ask, ask.interventions ?? nothing, context.signal);
  const { ids, target } = observed.reading;
  const layers = await lensOf(observed);
  const told = (probabilities: ArrayLike<number>): NextToken[] =>
    largest(probabilities, LIKELIEST).map((id) => ({
      id,
      text: opened.tokenizer!.decode([id], { skipSpecialTokens: false }),
      probability: probabilities[id]!,
    }));
  return {
    layers: layers.map(({ module }) => module),
    tokens: tokensOf(opened, target ?? ids),
    likely: layers.map(({ probabilities }) => probabilities.map(told)),
  } satisfies LensAnswer;
};

async function lensOf(observed: Observed): Promise<Layer[]> {
  const { opened, ids, target } = observed.reading;
  const { model } = opened;
  if (!isDecoder(model) && !isEncoderDecoder(model)) return lensOfEncoder(observed);
  const layers = observed.changed(() =>
    isDecoder(model) ? logitLens(model, row(ids)) : logitLens(model, row(ids), row(target!)),
  );
  try {
    return await Promise.all(
      layers.map(async ({ module, probabilities }) => ({
        module,
        probabilities: rowsOf({
          data: await onHost(probabilities),
          vocab: probabilities.shape.at(-1)!,
        }),
      })),
    );
  } finally {
    for (const { probabilities } of layers) probabilities.dispose();
  }
}

/**
 * An encoder's head stands behind its last layer: what that gives is replaced by what an earlier one gave, so that the head
 * reads it. None of an encoder whose head scores no words.
 */
async function lensOfEncoder(observed: Observed): Promise<Layer[]> {
  const { reading, parts, plain } = observed;
  const { model } = reading.opened;
  const layers = parts.layers.M;
  if (!(await logitsOf(plain.tensors))) return [];
  const readAfter = (layer: string) => {
    let vectors: Tensor | undefined;
    return withHook(
      model,
      ({ role, module, tensor }) => {
        if (role !== "output") return undefined;
        if (module === layer) vectors = tensor;
        return module === layers.at(-1) ? vectors : undefined;
      },
      () => observed.changed(() => pass(reading)),
    );
  };
  const found: Layer[] = [];
  for (const module of layers) {
    const logits = await logitsIn(model, () => readAfter(module));
    found.push({ module, probabilities: rowsOf(logits).map(softmax) });
  }
  return found;
}

const rowsOf = ({ data, vocab }: Logits): Float32Array[] =>
  Array.from({ length: data.length / vocab }, (_, i) => data.subarray(i * vocab, (i + 1) * vocab));
