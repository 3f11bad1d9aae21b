import { readFileSync } from "node:fs";

/** Numbers [rows, ...] of an array that transformers wrote. */
export interface GoldenArray {
  readonly shape: readonly number[];
  readonly values: readonly number[];
}

interface Entry {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly data_offsets: readonly [number, number];
}

/** The arrays of an expect.safetensors by name: floats of 32 bits, and integers. */
export function goldenValues(path: string): ReadonlyMap<string, GoldenArray> {
  const file = readFileSync(path);
  const begin = 8 + Number(file.readBigUInt64LE(0));
  const { __metadata__: _, ...header } = JSON.parse(file.toString("utf8", 8, begin));
  return new Map(
    Object.entries<Entry>(header).map(
      ([
        name,
        {
          dtype,
          shape,
          data_offsets: [from, to],
        },
      ]) => {
        const bytes = file.buffer.slice(
          file.byteOffset + begin + from,
          file.byteOffset + begin + to,
        );
        if (dtype !== "F32" && dtype !== "I64")
          throw new Error(`${path}: ${name} is of ${dtype}, expected F32 or I64`);
        const values = dtype === "F32" ? new Float32Array(bytes) : new BigInt64Array(bytes);
        return [name, { shape, values: Array.from<number | bigint, number>(values, Number) }];
      },
    ),
  );
}

/** Row number i of it, and of what it has in each place. */
export const rowOf = ({ shape, values }: GoldenArray, i: number): readonly number[] => {
  const size = values.length / shape[0]!;
  return values.slice(i * size, (i + 1) * size);
};
