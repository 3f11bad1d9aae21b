import type { Capture } from "@qkv/nn/inspection";
import type { TensorAnswer } from "../protocol.ts";

/** The attention weights of a pass, layer after layer; the rest of what was seen is freed. */
export async function attentionAnswer(seen: Capture): Promise<readonly TensorAnswer[]> {
  try {
    const maps: TensorAnswer[] = [];
    for (const { module, role, axes, shape, tensor } of seen)
      if (role === "weights")
        maps.push({
          ...{ name: module, role, axes, shape },
          data: Float32Array.from(await tensor.data()),
        });
    return maps;
  } finally {
    seen.dispose();
  }
}
