import { readFileSync } from "node:fs";
import { join } from "node:path";
import { nn } from "../library.mjs";
import { meetDemand } from "./demand.mjs";
import { storedTensor } from "./stored-tensor.mjs";

const open = (folder, file) => nn.decodeImage(new Uint8Array(readFileSync(join(folder, file))));

/** A picture's pixels: to the byte, or near those of another decoder. */
export async function runImage({ record, tensors, folder }, comparison) {
  await meetDemand(
    record.must,
    "ImageFileError",
    async () => {
      const image = await open(folder, record.file);
      return { compare: () => compareImage(image, record, tensors, comparison) };
    },
    comparison,
  );
}

function compareImage({ width, height, data }, record, tensors, comparison) {
  comparison.addFigure("width", width, record.width, 0);
  comparison.addFigure("height", height, record.height, 0);
  const { values } = storedTensor(tensors, record.rgb);
  if (data.length !== values.length)
    throw new Error(`there are ${data.length} values, expected ${values.length}`);
  const distances = Array.from(values, (value, i) => Math.abs(data[i] - value));
  if (!/\bclose\b/.test(record.must)) {
    for (const [i, value] of values.entries()) comparison.addFigure(`[${i}]`, data[i], value, 0);
    return;
  }
  const mean = distances.reduce((sum, one) => sum + one, 0) / distances.length;
  const far = distances.filter((one) => one > 6).length / distances.length;
  comparison.addFigure("mean difference", mean, 0, 1.5);
  comparison.addFigure("share of values that differ by more than 6", far, 0, 0.05);
}

/** A picture at another size, within one level. */
export async function runResize({ record, tensors, folder }, comparison) {
  const { width, height, filter } = record;
  const image = await open(folder, record.image);
  const { data } = nn.resizeImage(image, { width, height, filter });
  const { values } = storedTensor(tensors, record.tensor);
  for (const [i, value] of values.entries()) comparison.addFigure(`[${i}]`, data[i], value, 1);
}

/** A whole processor, as its options say and as its full configuration does. */
export async function runImageProcessor({ record, tensors, folder }, comparison) {
  const image = await open(folder, record.image);
  const type = { image_processor_type: record.processor };
  const configs = [record.options, record.config].filter((one) => one !== undefined);
  for (const options of configs) {
    const inputs = nn.imageProcessor({ ...type, ...options }).process([image]);
    const { shape, values } = inputs.pixel_values;
    if (shape.slice(1).join() !== record.shape.join())
      throw new Error(`pixel_values are [${shape.slice(1)}], expected [${record.shape}]`);
    const stored = [record.tensor, record.either].filter((one) => one !== undefined);
    const distances = stored.map((name) =>
      levelsApart(values, storedTensor(tensors, name), record),
    );
    const nearest = distances.sort((a, b) => a.most - b.most)[0];
    comparison.addFigure(`levels at most, at ${nearest.where}`, nearest.most, 0, 2.01);
    comparison.addFigure("levels on average", nearest.mean, 0, 0.35);
  }
}

/** How many grey levels values are off, at most and on average. */
function levelsApart(values, expected, { config = {}, options, shape: [, height, width], pixels }) {
  const said = {
    do_rescale: true,
    do_normalize: true,
    rescale_factor: 1 / 255,
    ...config,
    ...options,
  };
  const plane = height * width;
  const all = () => [...Array(plane).keys()].map((i) => [Math.floor(i / width), i % width]);
  const places = pixels ?? all();
  let [most, sum, where] = [0, 0, ""];
  for (const [k, [y, x]] of places.entries())
    for (let channel = 0; channel < 3; channel++) {
      const at = pixels ? 3 * k + channel : channel * plane + y * width + x;
      const off = Math.abs(values[channel * plane + y * width + x] - expected.values[at]);
      const std = said.do_normalize ? (said.image_std?.[channel] ?? said.image_std ?? 1) : 1;
      const levels = off / ((said.do_rescale ? said.rescale_factor : 1) / std);
      sum += levels;
      if (!(levels <= most)) [most, where] = [levels, `[${channel}, ${y}, ${x}]`];
    }
  return { most, mean: sum / (3 * places.length), where };
}
