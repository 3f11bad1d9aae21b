import { noGrad } from "../autograd/grad-mode.ts";
import type { Model } from "../models/roles.ts";
import { evaluating } from "../module/evaluating.ts";
import type { Handover, TokenBatches } from "../recipes/handover.ts";
import { meanTokenLoss, type TokenTensors } from "../recipes/token-loss.ts";
import { scope } from "../tensor/scope.ts";
import { countedIn, examplesOf } from "./examples-of-batch.ts";

/**
 * The loss of the next step's batches without dropout, whose masks no two engines share: by it another one sees that it
 * computes the same. The source of the data stands where it stood before.
 */
export async function lossToCome(
  model: Model,
  { data, gradAccumulation }: Handover,
  tokens: TokenBatches,
): Promise<number> {
  const { state } = data;
  const lossOf = meanTokenLoss<TokenTensors>(model, { ...tokens, of: (batch) => batch });
  let [nats, counted] = [0, 0];
  try {
    await evaluating(model, async () => {
      for (let i = 0; i < gradAccumulation; i++) {
        const batch = tokens.next();
        const count = countedIn(await examplesOf(batch, tokens));
        using loss = noGrad(() => scope(() => lossOf(batch)));
        if (count > 0) nats += (await loss.data())[0]! * count;
        counted += count;
        disposeAll(batch);
      }
    });
  } finally {
    data.state = state;
  }
  return nats / counted;
}

/** Free the tensors of a batch. */
export function disposeAll({ ids, decoderIds, targets }: TokenTensors): void {
  for (const one of [ids, decoderIds, targets]) one?.dispose();
}
