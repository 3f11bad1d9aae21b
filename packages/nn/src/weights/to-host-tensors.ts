import type { Tensor } from "../tensor/tensor.ts";
import type { HostTensor } from "./host-tensor.ts";

/** Read tensors from their device, as files hold them. */
export async function toHostTensors(
  tensors: Iterable<readonly [string, Tensor]>,
  prefix = "",
): Promise<[string, HostTensor][]> {
  const entries: [string, HostTensor][] = [];
  for (const [name, tensor] of tensors) {
    const read = await tensor.data();
    const values = read instanceof Float64Array ? Float32Array.from(read) : read;
    entries.push([prefix + name, { dtype: tensor.dtype, shape: tensor.shape, values }]);
  }
  return entries;
}
