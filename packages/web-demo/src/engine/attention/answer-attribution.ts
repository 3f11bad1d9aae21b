import type { CapturedTensor } from "@qkv/nn/inspection";
import { largest } from "../../shaping/tensors.ts";
import type { AttributionAnswer } from "../protocol.ts";
import type { Request } from "../request.ts";
import { positionOf } from "./answer-attention.ts";
import { heldNormsOf } from "./held-norms.ts";
import { nothing } from "./interventions.ts";
import { logitsIn } from "./logits.ts";
import { type Observed, observe, onHost } from "./observe.ts";
import { pass } from "./reading.ts";
import { type Part, type Place, partOf, sideOf, spread } from "./spread.ts";

/**
 * Direct logit attribution: what each head adds to one logit by what it writes into the residual stream, not by what later
 * layers make of it. Elhage et al. 2021, "A Mathematical Framework for Transformer Circuits". The scales of all norms that
 * the stream goes through are held; what else is not linear, such as an encoder's head, is so around the pass at hand.
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
  const { reading, parts, plain } = observed;
  const { model } = reading.opened;
  const norms = await heldNormsOf(model, plain.tensors, sideOf(reading));
  using seen = spread(observed, norms, place);
  model.zeroGrad();
  const added: Added[] = [];
  for (const one of seen) {
    const kind = partOf(one, parts, sideOf(reading));
    if (kind) added.push({ kind, module: one.module, added: await products(one, kind) });
  }
  return added;
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
