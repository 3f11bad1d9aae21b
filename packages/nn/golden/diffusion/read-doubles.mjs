import { existsSync, readFileSync } from "node:fs";
import { GoldenError } from "../golden-error.mjs";
import { attempt } from "../read-json.mjs";

/** The F64 tensors of a safetensors file by name, to the last digit: the library reads them as float32. */
export function readDoubles(file) {
  const tensors = new Map();
  if (!existsSync(file)) return tensors;
  const bytes = attempt(file, () => readFileSync(file));
  try {
    const length = Number(bytes.readBigUInt64LE(0));
    const header = JSON.parse(bytes.toString("utf8", 8, 8 + length));
    for (const [name, { dtype, shape, data_offsets: place }] of Object.entries(header)) {
      if (name === "__metadata__") continue;
      if (dtype !== "F64") throw new Error(`${name} is ${dtype}, expected F64`);
      const [from, to] = place.map((offset) => 8 + length + offset);
      const values = new Float64Array(new Uint8Array(bytes.subarray(from, to)).buffer);
      tensors.set(name, { shape, values });
    }
  } catch (error) {
    throw new GoldenError(`${file}: ${error.message}`);
  }
  return tensors;
}
