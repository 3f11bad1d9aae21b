import type { Checkpoint, StoredTensor } from "./checkpoint.ts";
import type { HostTensor } from "./host-tensor.ts";

/** What a tensor is instead of what the file holds; undefined for one that stays. */
type Rearrange = (name: string) => ((tensor: HostTensor) => HostTensor) | undefined;

/** A checkpoint in which the elements of some tensors change places as they are read; their shapes stay. Reads nothing. */
export function rearrangedWeights({ tensors, metadata }: Checkpoint, of: Rearrange): Checkpoint {
  const entries = [...tensors].map(([name, tensor]) => {
    const rearrange = of(name);
    return [name, rearrange ? rearrangedTensor(tensor, rearrange) : tensor] as const;
  });
  return { tensors: new Map(entries), metadata };
}

function rearrangedTensor(
  stored: StoredTensor,
  rearrange: (tensor: HostTensor) => HostTensor,
): StoredTensor {
  const { dtype, shape, bytes } = stored;
  const read = async () => rearrange(await stored.read());
  return {
    ...{ dtype, shape, bytes, read },
    async *pieces() {
      const { values } = await read(); // an element may come from anywhere
      if (values.length > 0) yield values;
    },
  };
}
