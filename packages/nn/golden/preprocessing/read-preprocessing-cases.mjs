import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { GoldenError } from "../golden-error.mjs";
import { nn } from "../library.mjs";
import { attempt, readJson } from "../read-json.mjs";

/** The lists of both books, what each record must have, and what it is called. */
const lists = {
  "audio.json": {
    mel_banks: {
      fields: ["bins", "filters", "scale", "entries", "nonzero", "sum"],
      nameOf: (one) => `${one.scale.split(" ")[0]} ${one.bins} x ${one.filters}`,
    },
    waves: { fields: ["file", "must"], nameOf: ({ file }) => file },
  },
  "images.json": {
    images: { fields: ["file", "must"], nameOf: ({ file }) => file },
    resizes: {
      fields: ["image", "width", "height", "filter", "tensor"],
      nameOf: (one) => `${one.image} to ${one.width} x ${one.height}, ${one.filter}`,
    },
    processors: {
      fields: ["processor", "image", "options", "shape", "tensor"],
      nameOf: ({ processor, image, tensor }) => `${processor}, ${image} (${tensor})`,
    },
  },
};
/** What stands in a book beside its lists and is no case. */
const remarks = new Set(["transformers", "pillow", "seed", "noise", "clips", "wav2vec2"]);

/** Cases of preprocessing/: sounds and what extractors make of them, waves, pictures, resizes, processors. */
export function readPreprocessingCases(directory) {
  const folder = join(directory, "preprocessing");
  const books = Object.keys(lists).map((name) => [name, readJson(join(folder, name))]);
  if (books.every(([, book]) => book === undefined)) return [];
  const shared = { folder, tensors: readTensors(join(folder, "values.safetensors")) };
  return books.flatMap(([name, book]) =>
    book === undefined ? [] : casesOf(book, join(folder, name), lists[name], shared),
  );
}

function casesOf(book, file, known, shared) {
  for (const key of Object.keys(book))
    if (!Object.hasOwn(known, key) && !remarks.has(key))
      throw new GoldenError(`${file}: a list "${key}" is not understood`);
  const caseOf = (kind, name, record) => ({
    ...{ group: "preprocessing", name: `${kind}/${name}`, kind, record },
    ...{ ...shared, book },
  });
  const cases = (book.clips ?? []).flatMap((clip, i) => {
    expectFields(clip, ["name", "sound", "samples", "features"], `${file}: clip ${i}`);
    const features = clip.features.map((feature, k) =>
      caseOf("features", `${clip.name}/${feature.extractor} ${k}`, { ...feature, clip }),
    );
    return [caseOf("clips", clip.name, clip), ...features];
  });
  if (book.wav2vec2) cases.push(caseOf("wav2vec2", "batch", book.wav2vec2));
  for (const [kind, { fields, nameOf }] of Object.entries(known))
    for (const [i, record] of (book[kind] ?? []).entries()) {
      expectFields(record, fields, `${file}: ${kind} ${i}`);
      cases.push(caseOf(kind, nameOf(record), record));
    }
  return cases;
}

function expectFields(record, fields, where) {
  for (const field of fields)
    if (record?.[field] === undefined) throw new GoldenError(`${where} has no "${field}"`);
}

function readTensors(file) {
  if (!existsSync(file)) return new Map();
  try {
    return nn.readSafetensors(attempt(file, () => readFileSync(file))).tensors;
  } catch (error) {
    throw new GoldenError(`${file}: ${error.message}`);
  }
}
