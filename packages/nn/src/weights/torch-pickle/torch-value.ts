import type { TorchTensor } from "./torch-tensor.ts";

/**
 * What a file of PyTorch's holds. A dict is a Map, a tuple a frozen array, a list one that is not; integers beyond 2^53 are
 * bigints; a torch.dtype or device is its name.
 */
export type TorchValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | Uint8Array
  | TorchTensor
  | readonly TorchValue[]
  | ReadonlySet<TorchValue>
  | ReadonlyMap<TorchValue, TorchValue>;
