import type { StateDict } from "../weights/state-dict.ts";

/** What stands behind a weight's name for a part of it: "weight_packed_int8" names the format, "weight_scales" is beside it. */
export const partSuffix = (format: string, part: string): string =>
  part === "packed" ? `_packed_${format}` : `_${part}`;

export interface PackedKey {
  /** "h.0.mlp.weight" */
  readonly weight: string;
  readonly key: string;
  readonly format: string;
}

/** The keys under which a state dict has packed weights, and their formats, by the weight's name. */
export function packedKeys(given: StateDict): ReadonlyMap<string, PackedKey> {
  const found = new Map<string, PackedKey>();
  for (const key of given.keys()) {
    const [, weight, format] = /^((?:.*\.)?weight)_packed(?:_(.+))?$/.exec(key) ?? [];
    if (weight === undefined) continue;
    found.set(weight, { weight, key, format: format ?? unnamedFormat(given, weight) });
  }
  return found;
}

/** Files whose keys do not name the format, "weight_packed", have one of three, which differ in their scales. */
function unnamedFormat(given: StateDict, weight: string): string {
  const scales = given.get(`${weight}_scales`);
  if (!scales) return "bf16";
  return scales.shape.length === 1 ? "int8" : "int4";
}

/** The state dict with keys that name the format. */
export function withNamedFormats(given: StateDict): StateDict {
  const names = new Map<string, string>();
  for (const { weight, key, format } of packedKeys(given).values())
    names.set(key, `${weight}${partSuffix(format, "packed")}`);
  return new Map([...given].map(([key, value]) => [names.get(key) ?? key, value]));
}
