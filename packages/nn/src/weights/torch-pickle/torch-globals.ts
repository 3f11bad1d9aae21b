import { quote } from "../safetensors-error.ts";
import { KnownFunction, KnownType } from "./known-names.ts";
import { expectDict, expectHashable } from "./pickle-machine.ts";
import { storageName, storedTypeOfDType } from "./storage-types.ts";
import { TorchFileError } from "./torch-file-error.ts";
import { isTorchStorage, type LoadedStorage } from "./torch-storage.ts";
import { TorchTensor } from "./torch-tensor.ts";

type Make = (args: readonly unknown[]) => unknown;

const functions: ReadonlyMap<string, Make> = new Map<string, Make>([
  ["torch._utils._rebuild_tensor", tensor],
  ["torch._utils._rebuild_tensor_v2", tensor],
  ["torch._utils._rebuild_tensor_v3", (args) => tensor(args, args[6])],
  ["torch._utils._rebuild_parameter", ([data]) => expectTensor(data)],
  ["torch._utils._rebuild_parameter_with_state", ([data]) => expectTensor(data)],
  ["torch._tensor._rebuild_from_type_v2", rebuilt],
  ["torch.Size", ([sizes = []]) => Object.freeze([...expectItems(sizes)])],
  ["torch.device", (args) => args.map(String).join(":")],
  ["collections.OrderedDict", ([items = []]) => dictOf(items)],
  ["collections.Counter", ([counts = new Map()]) => expectDict(counts)],
  ["builtins.set", setOf],
  ["__builtin__.set", setOf],
  ["builtins.frozenset", setOf],
  ["__builtin__.frozenset", setOf],
  ["_codecs.encode", encoded],
]);

const types: readonly string[] = [
  "torch.Tensor",
  "torch._tensor.Tensor",
  "torch.nn.parameter.Parameter",
];

/**
 * What PyTorch's own safe reader knows as well (`torch.load` with `weights_only`): the functions that make tensors again, and
 * containers. Whatever else a pickle names is refused by its name.
 *
 * @throws TorchFileError
 */
export function torchGlobal(module: string, name: string): unknown {
  const path = `${module}.${name}`;
  const make = functions.get(path);
  if (make) return new KnownFunction(path, make);
  if (types.includes(path) || storageName(path) !== undefined) return new KnownType(path);
  if (module === "torch" && storedTypeOfDType(name) !== undefined) return path;
  throw new TorchFileError(
    `the pickle names ${quote(path)}, which is not among what state dicts are made of; nothing of it was run. ` +
      "Save the state dict alone: torch.save(model.state_dict(), path)",
  );
}

/** _rebuild_tensor_v2(storage, storage_offset, size, stride, requires_grad, backward_hooks); v3 has a dtype behind them. */
function tensor(args: readonly unknown[], dtype?: unknown): TorchTensor {
  const [storage, offset, size, stride] = args;
  if (!isTorchStorage(storage)) throw new TorchFileError("a tensor has no storage");
  if (typeof offset !== "number" || !isCounts(size) || !isCounts(stride))
    throw new TorchFileError("a tensor has sizes, strides or an offset that are no numbers");
  return new TorchTensor(typed(storage, dtype), { offset, shape: size, strides: stride });
}

/** A storage of bytes as one of the elements that the tensor says. */
function typed(storage: LoadedStorage, dtype: unknown): LoadedStorage {
  if (dtype === undefined) return storage;
  const stored =
    typeof dtype === "string" && dtype.startsWith("torch.")
      ? storedTypeOfDType(dtype.slice("torch.".length))
      : undefined;
  if (stored === undefined) throw new TorchFileError("a tensor has a dtype that is not known");
  return storage.as(stored);
}

/** _rebuild_from_type_v2(function, type, arguments, state): a tensor or parameter with attributes, which are left out. */
function rebuilt([callable, type, args]: readonly unknown[]): TorchTensor {
  if (
    !(callable instanceof KnownFunction) ||
    callable.path === "torch._tensor._rebuild_from_type_v2" ||
    !(type instanceof KnownType)
  )
    throw new TorchFileError("a tensor is made by what is no function of PyTorch's");
  return expectTensor(callable.call(expectItems(args)));
}

function expectTensor(value: unknown): TorchTensor {
  if (value instanceof TorchTensor) return value;
  throw new TorchFileError("a parameter has no tensor");
}

function expectItems(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw new TorchFileError("a function is called with what is no list");
}

const isCounts = (value: unknown): value is readonly number[] =>
  Array.isArray(value) && value.every((one) => typeof one === "number");

function dictOf(items: unknown): Map<unknown, unknown> {
  const dict = new Map<unknown, unknown>();
  for (const item of expectItems(items)) {
    const [key, value, ...rest] = expectItems(item);
    if (key === undefined || value === undefined || rest.length > 0)
      throw new TorchFileError("an OrderedDict is made of what are no pairs");
    dict.set(expectHashable(key), value);
  }
  return dict;
}

function setOf([items = []]: readonly unknown[]): Set<unknown> {
  return new Set(expectItems(items).map(expectHashable));
}

/** How protocol 2 writes bytes: as the text that has the same numbers. */
function encoded([text, encoding]: readonly unknown[]): Uint8Array {
  if (typeof text !== "string" || encoding !== "latin1" || /[^\0-\xff]/.test(text))
    throw new TorchFileError("bytes are written as what is no latin1 text");
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}
