import { I16, U16 } from "../short-integers.ts";
import { type StoredDType, storedDTypes } from "../stored-dtype.ts";

/** PyTorch's element types that can be read. */
interface ElementType {
  /** As PyTorch calls it: "float32". */
  readonly dtype: string;
  /** As safetensors calls it: "F32". */
  readonly stored: string;
  /** Its class of storages, where it has one. */
  readonly storage?: string;
}

const elementTypes: readonly ElementType[] = [
  { dtype: "float32", stored: "F32", storage: "FloatStorage" },
  { dtype: "float64", stored: "F64", storage: "DoubleStorage" },
  { dtype: "float16", stored: "F16", storage: "HalfStorage" },
  { dtype: "bfloat16", stored: "BF16", storage: "BFloat16Storage" },
  { dtype: "int64", stored: "I64", storage: "LongStorage" },
  { dtype: "int32", stored: "I32", storage: "IntStorage" },
  { dtype: "int16", stored: "I16", storage: "ShortStorage" },
  { dtype: "int8", stored: "I8", storage: "CharStorage" },
  { dtype: "uint8", stored: "U8", storage: "ByteStorage" },
  { dtype: "bool", stored: "BOOL", storage: "BoolStorage" },
  { dtype: "uint16", stored: "U16" },
];

/** Storages that are bytes, of whatever type their tensors say. */
const UNTYPED = "UntypedStorage";

/** The element type of a class of storages, by the name that safetensors files use. */
export const storedTypeOf = (storage: string): string | undefined =>
  storage === UNTYPED
    ? "U8"
    : elementTypes.find((one) => one.storage !== undefined && one.storage === storage)?.stored;

const STORAGE_PATH = /^torch(?:\.cuda|\.storage)?\.(\w+Storage)$/;

/** "FloatStorage" of "torch.FloatStorage"; undefined for what is no known class of storages. */
export function storageName(path: string): string | undefined {
  const name = STORAGE_PATH.exec(path)?.[1];
  return name !== undefined && storedTypeOf(name) !== undefined ? name : undefined;
}

/** The same of a `torch.dtype`: "float32". */
export const storedTypeOfDType = (dtype: string): string | undefined =>
  elementTypes.find((one) => one.dtype === dtype)?.stored;

/** PyTorch's name of an element type: "F32" is "float32". */
export const torchDType = (stored: string): string =>
  elementTypes.find((one) => one.stored === stored)!.dtype;

/** How the elements are decoded. */
export function decodingOf(stored: string): StoredDType {
  if (stored === "I16") return I16;
  if (stored === "U16") return U16;
  return storedDTypes.get(stored)!; // elementTypes has no other
}
