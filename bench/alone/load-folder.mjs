import { statSync } from "node:fs";
import { join } from "node:path";
import { fromPretrained } from "@qkv/nn/pretrained";
import { loadedValue } from "../pretrained/loaded-folder.mjs";

/** GB of its file that `fromPretrained` loads a second, the first that this process does. */
const [, , , folder] = process.argv;
const start = performance.now();
const { model } = await fromPretrained(folder);
const seconds = (performance.now() - start) / 1000;
const { size } = statSync(join(folder, "model.safetensors"));
for (const [name, tensor] of model.stateDict()) {
  const values = tensor.dataSync();
  const wrong = values.findIndex((value, i) => value !== loadedValue(i));
  if (wrong >= 0) throw new Error(`${name}: element ${wrong} is ${values[wrong]}`);
}
const note = `${Math.round(size / 1e6)} MB in ${seconds.toFixed(2)} s; touching the memory alone ${touching(model.numParameters())} s`;
console.log(JSON.stringify({ value: size / 1e9 / seconds, note }));
process.exit(0);

/** Seconds that it takes to be given memory for so many float32. */
function touching(elements) {
  const page = 65536;
  const memory = new WebAssembly.Memory({ initial: Math.ceil((4 * elements) / page) });
  const bytes = new Uint8Array(memory.buffer);
  const start = performance.now();
  for (let i = 0; i < bytes.length; i += 4096) bytes[i] = 1;
  return ((performance.now() - start) / 1000).toFixed(2);
}
