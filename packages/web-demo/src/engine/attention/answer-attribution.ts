import type { CapturedTensor } from "@qkv/nn/inspection";
import { isDecoder, isEncoderDecoder } from "@qkv/nn/models";
import { largest } from "../../shaping/tensors.ts";
import type { AttributionAnswer } from "../protocol.ts";
import type { Request } from "../request.ts";
import { positionOf } from "./answer-attention.ts";
import { frozenHead, type Place } from "./frozen-head.ts";
import { nothing } from "./interventions.ts";
import { logitsIn } from "./logits.ts";
import { type Observed, observe, onHost } from "./observe.ts";
import { pass } from "./reading.ts";
import { type Looked, type Part, partOf, sideOf, spread } from "./spread.ts";

/**
 * Direct logit attribution: what each head adds to one logit by what it writes into the residual stream, not by what later
 * layers make of it. Elhage et al. 2021, "A Mathematical Framework for Transformer Circuits". The scale of the last norm is
 * held; where norms stand in the stream itself, and in an encoder's head, it is linear around the pass at hand.
 */
export const answerAttribution: Request<"headAttribution"> = async (ask, context) => {
  const opened = await context.models.open(ask.model, context);
  using observed = await observe(opened, ask, ask.interventions ?? nothing, context.signal);
  const { reading } = observed;
  const position = positionOf(reading, ask.position);
  const { data, vocab } = await logitsIn(opened.model, () => observed.changed(() => pass(reading)));
  const scores = data.subarray(position * vocab, (position + 1) * vocab);
  const token = ask.token !== undefined && ask.token < vocab ? ask.token : largest(scores, 1)[0]!;
  const leaves = await addedBy(observed, { position, token });
  const [heads, networks, embedded] = (["heads", "feedForward", "embedded"] as const).map((kind) =>
    leaves
      .filter((leaf) => leaf.kind === kind)
      .map(({ module, added }) => ({ module, values: added, value: total(added) })),
  );
  const logit = scores[token]!;
  const parts = [...heads!, ...networks!, ...embedded!];
  return {
    token: { id: token, text: opened.tokenizer!.decode([token], { skipSpecialTokens: false }) },
    logit,
    heads: heads!.map(({ module, values }) => ({ module, values })),
    feedForward: networks!.map(({ module, value }) => ({ module, value })),
    embedded: embedded!.reduce((all, { value }) => all + value, 0),
    rest: logit - parts.reduce((all, { value }) => all + value, 0),
  } satisfies AttributionAnswer;
};

const total = (values: Float32Array): number => values.reduce((a, b) => a + b, 0);

interface Added {
  readonly kind: Part;
  readonly module: string;
  /** Of each head, or of the whole. */
  readonly added: Float32Array;
}

async function addedBy(observed: Observed, place: Place): Promise<Added[]> {
  const { reading, parts } = observed;
  using seen = spread(observed, await lookedAt(observed, place));
  reading.opened.model.zeroGrad();
  const added: Added[] = [];
  for (const one of seen) {
    const kind = partOf(one, parts, sideOf(reading));
    if (kind) added.push({ kind, module: one.module, added: await products(one, kind) });
  }
  return added;
}

/** What is followed backward: the vector that comes out of the last layer, or an encoder's logit. */
async function lookedAt(observed: Observed, place: Place): Promise<Looked> {
  const { reading, parts } = observed;
  const { model } = reading.opened;
  if (!isDecoder(model) && !isEncoderDecoder(model)) return { role: "logits", ...place };
  const module = parts.layers[sideOf(reading)].at(-1)!;
  const stream = await observed.streamAt(module);
  const { values } = await frozenHead(model, stream.data, stream.width, place);
  return { role: "output", module, position: place.position, direction: values };
}

/** What each head, or a whole network, adds: its values times how the logit rises with them. */
async function products({ tensor, gradient }: CapturedTensor, kind: Part): Promise<Float32Array> {
  const heads = kind === "heads" ? tensor.shape[1]! : 1;
  if (!gradient) return new Float32Array(heads); // nothing of it reaches the logit
  const [values, slopes] = await Promise.all([onHost(tensor), onHost(gradient)]);
  const added = new Float64Array(heads);
  const each = values.length / heads;
  for (let i = 0; i < values.length; i++) added[Math.floor(i / each)]! += values[i]! * slopes[i]!;
  return Float32Array.from(added);
}
