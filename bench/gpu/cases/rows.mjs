import { geluCase, layerNormCase, softmaxCase } from "../../cases/rows.mjs";

/** Operations that read x and write y once, 64 MiB each: what the device copies is as fast as they can be. */
export const rowCases = ({ quick }) => {
  const shape = quick ? [256, 1024] : [16384, 1024];
  const bytes = 4 * shape[0] * shape[1];
  return [layerNormCase, softmaxCase, geluCase].map((caseOf) => {
    const { elements: _, ...entry } = caseOf(...shape);
    // WebGPU promises fewer digits of exp and tanh than WebAssembly gives.
    const tolerance = 1e-4;
    return {
      ...entry,
      tolerance,
      unit: "GB/s",
      bytes: 2 * bytes,
      shareOf: "copy bandwidth",
      copies: bytes,
    };
  });
};
