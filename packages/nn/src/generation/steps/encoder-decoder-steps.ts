import { noGrad } from "../../autograd/grad-mode.ts";
import { padSequences } from "../../data/sequence-batch.ts";
import { tensor } from "../../device/create-tensor.ts";
import type { EncoderDecoder } from "../../models/roles.ts";
import { inferenceOf } from "../../module/evaluating.ts";
import { indexSelect } from "../../ops/index-select.ts";
import { slice } from "../../ops/slice.ts";
import { scope } from "../../tensor/scope.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import type { TokenSteps } from "./token-steps.ts";

/** The steps of an encoder-decoder that keeps no caches: its targets are computed whole for each token. */
export function encoderDecoderSteps(
  model: EncoderDecoder,
  sources: readonly (readonly number[])[],
  begun: readonly (readonly number[])[],
): TokenSteps {
  const { device, paddingIdx } = model;
  let source = padSequences(sources, { paddingIdx, device }).makeLasting(); // [N, M]
  const encode = () => noGrad(() => scope(() => model.encode(source)));
  let memory = inferenceOf(model)(encode).makeLasting();
  let all = begun.map((row) => [...row]);
  const dispose = () => {
    source.dispose();
    memory.dispose();
  };
  return {
    begun,
    next(newest, each) {
      for (const [i, tokens] of newest?.entries() ?? []) all[i]!.push(...tokens);
      const length = all[0]!.length;
      const ids = tensor(Int32Array.from(all.flat()), { shape: [all.length, length], device });
      const asked = each ? (newest?.[0]?.length ?? 1) : 1;
      return slice(model.decode(ids, memory, source), 1, length - asked);
    },
    reorder(rows) {
      all = rows.map((row) => [...all[row]!]);
      const picked = (from: Tensor) =>
        scope(() => indexSelect(from, 0, tensor(Int32Array.from(rows), { device })));
      const [newSource, newMemory] = [picked(source), picked(memory)];
      dispose();
      source = newSource.makeLasting();
      memory = newMemory.makeLasting();
    },
    forget(count) {
      if (count > 0) for (const row of all) row.length -= count;
    },
    [Symbol.dispose]: dispose,
  };
}
