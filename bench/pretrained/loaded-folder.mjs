import { llamaConfig, llamaShapes } from "./llama-shapes.mjs";
import { writeModelFolder } from "./model-folder.mjs";

/** Layers that make a file of about 500 MB. */
const layers = { float32: 12, float16: 31, bfloat16: 31 };
const period = 251;
/** What element i of every tensor is: no more digits than 16 bits of either kind hold. */
export const loadedValue = (i) => ((i % period) - 125) / 4096;

/** A Llama's folder of about 500 MB, its floats stored so; made once, for it takes a second. */
export function loadedFolder(floats) {
  if (!made.has(floats)) made.set(floats, write(floats));
  return made.get(floats);
}
const made = new Map();

function write(floats) {
  const config = { ...llamaConfig, num_hidden_layers: layers[floats] };
  const shapes = llamaShapes(config);
  const longest = Math.max(...[...shapes.values()].map(sizeOf));
  const all = Float32Array.from({ length: longest }, (_, i) => loadedValue(i));
  const tensors = [...shapes].map(([name, shape]) => [
    name,
    { dtype: "float32", shape, values: all.subarray(0, sizeOf(shape)) },
  ]);
  return writeModelFolder(config, tensors, floats);
}

const sizeOf = (shape) => shape.reduce((size, axis) => size * axis, 1);
