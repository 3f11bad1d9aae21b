import { type StoredDType, view } from "./stored-dtype.ts";

/** Integers of 16 bits, which become int32. */
export const I16: StoredDType = {
  bytes: 2,
  dtype: "int32",
  decode: (bytes) => new Int32Array(view(Int16Array, bytes)),
};
export const U16: StoredDType = {
  bytes: 2,
  dtype: "int32",
  decode: (bytes) => new Int32Array(view(Uint16Array, bytes)),
};
