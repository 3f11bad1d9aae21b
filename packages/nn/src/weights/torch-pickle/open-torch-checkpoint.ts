import { defineOptions, type Given } from "../../options/define-options.ts";
import { text } from "../../options/fields.ts";
import type { ByteSource } from "../byte-source.ts";
import type { Checkpoint } from "../checkpoint.ts";
import { openShards } from "../open-sharded-safetensors.ts";
import { quote } from "../safetensors-error.ts";
import { openTorchFile } from "./open-torch-file.ts";
import { TorchFileError } from "./torch-file-error.ts";
import { TorchTensor } from "./torch-tensor.ts";
import type { TorchValue } from "./torch-value.ts";

const checkpointOptions = defineOptions("openTorchCheckpoint", {
  /** The key below which the state dict lies; found unless given. */
  key: text({ optional: true }),
});

/** Options of `openTorchCheckpoint`. */
export type OpenTorchCheckpointOptions = Given<typeof checkpointOptions>;

/** Where training programs put the state dict beside the rest. */
const usualKeys = ["state_dict", "model_state_dict", "model", "module"];

/**
 * Open the state dict in a file of `torch.save`: the file's dict itself, or what lies below "state_dict", "model_state_dict",
 * "model" or "module" when there are no tensors beside it. Names are as PyTorch has them, those of dicts in dicts joined by dots.
 * What are no tensors stay in the file; `openTorchFile` gives everything.
 *
 * @throws TorchFileError that says what the file holds instead
 */
export async function openTorchCheckpoint(
  source: ByteSource,
  options: OpenTorchCheckpointOptions = {},
): Promise<Checkpoint> {
  const { key } = checkpointOptions.complete(options);
  const value = await openTorchFile(source);
  const tensors = new Map<string, TorchTensor>();
  for (const [name, tensor] of namedTensors(stateDictIn(value, key), "")) {
    if (tensors.has(name)) throw new TorchFileError(`two tensors are called ${quote(name)}`);
    tensors.set(name, tensor);
  }
  if (tensors.size === 0) throw new TorchFileError("its state dict has no tensors");
  return { tensors, metadata: Object.create(null) };
}

/**
 * Open a state dict that is spread over several files: `index` is the text of its "pytorch_model.bin.index.json", and
 * `openShard` gives the source of a file that stands beside it.
 *
 * @throws SafetensorsError for an index that does not fit the shards; TorchFileError; what `openShard` throws
 */
export const openShardedTorchCheckpoint = (
  index: Uint8Array | string,
  openShard: (name: string) => Promise<ByteSource>,
): Promise<Checkpoint> => openShards(index, openShard, (source) => openTorchCheckpoint(source));

type Dict = ReadonlyMap<TorchValue, TorchValue>;

function stateDictIn(value: TorchValue, key: string | undefined): Dict {
  if (!(value instanceof Map))
    throw new TorchFileError(`it holds ${kindOf(value)}, expected a state dict`);
  if (key !== undefined) return expectDict(value, key);
  if ([...value.values()].some((one) => one instanceof TorchTensor)) return value;
  const found = usualKeys.find((usual) => value.get(usual) instanceof Map);
  if (found !== undefined) return expectDict(value, found);
  throw new TorchFileError(
    `its dict holds no tensors; say below which of its keys the state dict lies: { key }, one of ${keysOf(value)}`,
  );
}

function expectDict(value: Dict, key: string): Dict {
  const below = value.get(key);
  if (below instanceof Map) return below;
  throw new TorchFileError(
    `it has ${below === undefined ? "nothing" : kindOf(below)} below ${quote(key)}, expected a state dict; its keys are ${keysOf(value)}`,
  );
}

function* namedTensors(dict: Dict, prefix: string): Generator<[string, TorchTensor]> {
  for (const [key, value] of dict) {
    const name = `${prefix}${String(key)}`;
    if (value instanceof TorchTensor) yield [name, value];
    else if (value instanceof Map) yield* namedTensors(value, `${name}.`);
  }
}

const keysOf = (dict: Dict): string =>
  [...dict.keys()]
    .slice(0, 8)
    .map((key) => quote(String(key)))
    .join(", ");

function kindOf(value: TorchValue): string {
  if (value instanceof TorchTensor) return "a tensor";
  if (Array.isArray(value)) return Object.isFrozen(value) ? "a tuple" : "a list";
  if (value instanceof Set) return "a set";
  return value instanceof Map ? "a dict" : `the value ${quote(String(value))}`;
}
