import { zipOf } from "./zip-of.ts";

/** Instructions of pickles, as bytes. */
export const pickle = (...parts: readonly (string | number | readonly number[])[]): Uint8Array =>
  Uint8Array.from(
    parts.flatMap((part) =>
      typeof part === "string"
        ? [...part].map((letter) => letter.charCodeAt(0))
        : typeof part === "number"
          ? [part]
          : [...part],
    ),
  );

/** A short text, an integer of 32 bits and a name by module: instructions that push them. */
export const text = (value: string): number[] => [0x8c, value.length, ...Buffer.from(value)];
export const int = (value: number): number[] => {
  const bytes = Buffer.alloc(5, "J");
  bytes.writeInt32LE(value, 1);
  return [...bytes];
};
export const named = (module: string, name: string): string => `c${module}\n${name}\n`;

/** A file of torch.save with this pickle, and a storage "0" of four floats. */
export const torchFile = (data: Uint8Array): Uint8Array =>
  zipOf([
    { name: "archive/data.pkl", bytes: data },
    { name: "archive/byteorder", bytes: Buffer.from("little") },
    { name: "archive/data/0", bytes: new Uint8Array(Float32Array.of(1, 2, 3, 4).buffer) },
  ]);

/** { "t": tensor } over storage "0"; what is not given is that of a vector of 4. */
export function tensorPickle({
  storage = "FloatStorage",
  key = "0",
  count = int(4),
  offset = int(0),
  size = [...int(4), 0x85],
  stride = [...int(1), 0x85],
  make = "_rebuild_tensor_v2",
}: Readonly<Partial<Record<"storage" | "key" | "make", string>>> &
  Readonly<Partial<Record<"count" | "offset" | "size" | "stride", readonly number[]>>> = {}) {
  return pickle(
    [0x80, 2],
    "}",
    text("t"),
    named("torch._utils", make),
    "((",
    text("storage"),
    named("torch", storage),
    text(key),
    text("cpu"),
    count,
    "tQ",
    offset,
    size,
    stride,
    0x89,
    named("collections", "OrderedDict"),
    ")RtRs.",
  );
}
