/** The parts of a GGUF file, each as its bytes. */
const little = (size: number, write: (view: DataView) => void): number[] => {
  const view = new DataView(new ArrayBuffer(size));
  write(view);
  return [...new Uint8Array(view.buffer)];
};

export const u32 = (value: number) => little(4, (view) => view.setUint32(0, value, true));
export const u64 = (value: number | bigint) =>
  little(8, (view) => view.setBigUint64(0, BigInt.asUintN(64, BigInt(value)), true));
export const f32 = (value: number) => little(4, (view) => view.setFloat32(0, value, true));
const str = (text: string) => {
  const bytes = [...new TextEncoder().encode(text)];
  return [...u64(bytes.length), ...bytes];
};

/** A key of the metadata: the number of its type and its value. */
export const key = (name: string, type: number, value: readonly number[]) => [
  ...str(name),
  ...u32(type),
  ...value,
];
export const textKey = (name: string, value: string) => key(name, 8, str(value));

/** What stands of a tensor before the data; axes innermost first, as in files. */
export const entry = (
  name: string,
  axes: readonly number[],
  type: number,
  offset: number | bigint,
) => [...str(name), ...u32(axes.length), ...axes.flatMap(u64), ...u32(type), ...u64(offset)];

export interface GgufParts {
  readonly magic?: string;
  readonly version?: number;
  readonly tensors?: readonly (readonly number[])[];
  readonly tensorCount?: number | bigint;
  readonly keys?: readonly (readonly number[])[];
  readonly keyCount?: number | bigint;
  readonly data?: readonly number[];
}

/** A file of these parts, by default one tensor "t" of four floats; data aligned to 32 bytes. */
export function ggufOf(parts: GgufParts = {}): Uint8Array {
  const tensors = parts.tensors ?? [entry("t", [4], 0, 0)];
  const keys = parts.keys ?? [];
  const head = [
    ...new TextEncoder().encode(parts.magic ?? "GGUF"),
    ...u32(parts.version ?? 3),
    ...u64(parts.tensorCount ?? tensors.length),
    ...u64(parts.keyCount ?? keys.length),
    ...keys.flat(),
    ...tensors.flat(),
  ];
  const padding = new Array<number>((32 - (head.length % 32)) % 32).fill(0);
  return Uint8Array.from([...head, ...padding, ...(parts.data ?? [1, 2, 3, 4].flatMap(f32))]);
}
