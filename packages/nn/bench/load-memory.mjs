// Memory and time of loading and saving a model of 124 million parameters, GPT-2's smallest, 498 MB: `npm run -s bench:load`,
// and of loading it as a published folder, of float32 or 16 bits, whole or in shards or in PyTorch's own file, held in float32
// or fewer bits, and a Llama of its size out of GGUF. The bar of those is 1.2 times what the device holds of the model, and one
// tensor. Rates count bytes of the files.
// Every way runs in a process of its own. What counts is how far its resident memory grew at most, WebAssembly's memory
// and the buffers of files included, as a multiple of the weights.
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { defaultDevice, metaDevice, saveModel } from "@qkv/nn";
import { Gpt } from "@qkv/nn/models";
import { openCheckpoint, readBytes, writeFileSafely } from "@qkv/nn/node";
import { fromPretrained } from "@qkv/nn/pretrained";
import { loadCheckpoint, readSafetensors, SafetensorsStream } from "@qkv/nn/weights";
import { ggufFile } from "./gguf-file.mjs";
import { torchFile } from "./torch-file.mjs";

const config = { vocabSize: 50257, contextLength: 1024, layers: 12, heads: 12, dModel: 768 };
const MB = 1e6;
const bornEmpty = () => new Gpt(config, { device: metaDevice() });

async function load(model, path, options) {
  const checkpoint = await openCheckpoint(path);
  try {
    await loadCheckpoint(model, checkpoint, options);
  } finally {
    await checkpoint.close();
  }
  return model;
}

const ways = {
  "loadCheckpoint, born on meta": (path) => load(bornEmpty(), path),
  "the same, finite or refused": (path) => load(bornEmpty(), path, { requireFinite: true }),
  "loadCheckpoint, into a made model": (path) => load(new Gpt(config), path),
  "readSafetensors, into a made model": async (path) => {
    const model = new Gpt(config);
    model.loadStateDict(readSafetensors(await readBytes(path)).tensors);
    return model;
  },
  "loaded and saved, part by part": async (path) => {
    const model = await load(bornEmpty(), path);
    await writeFileSafely(`${path}.saved`, new SafetensorsStream(model.namedTensors()));
    return model;
  },
  "loaded and saved, saveModel": async (path) => {
    const model = await load(bornEmpty(), path);
    await writeFileSafely(`${path}.saved`, await saveModel(model));
    return model;
  },
};

/** Folders as they are published, and how they are loaded. */
const published = {
  "fromPretrained, float32": ["float32", {}],
  "fromPretrained, float16": ["float16", {}],
  "fromPretrained, bfloat16": ["bfloat16", {}],
  "fromPretrained, float32 in shards": ["shards", {}],
  "fromPretrained, float32 as bfloat16": ["float32", { dtype: "bfloat16" }],
  "fromPretrained, float32 as int8": ["float32", { quantize: "int8" }],
  "fromPretrained, float32 as int4": ["float32", { quantize: "int4" }],
  "fromPretrained, bfloat16 as int8": ["bfloat16", { quantize: "int8" }],
  "fromPretrained, pytorch_model.bin": ["torch", {}],
  "fromPretrained, GGUF of F16": ["F16.gguf", {}],
  "fromPretrained, GGUF of Q8_0": ["Q8_0.gguf", {}],
  "fromPretrained, GGUF of Q8_0 as int8": ["Q8_0.gguf", { quantize: "int8" }],
};
for (const [way, [kind, options]] of Object.entries(published))
  ways[way] = async (path) => (await fromPretrained(folderOf(path, kind), options)).model;

const folderOf = (path, kind) => join(path, "..", kind);

/** The folders beside the file: GPT-2 keeps its matrices the other way round. */
async function writeFolders(path) {
  const all = tensorsOf((name, shape) =>
    /\.(c_attn|c_proj|c_fc)\.weight$/.test(name) ? shape.toReversed() : shape,
  );
  const json = JSON.stringify({
    ...{ model_type: "gpt2", architectures: ["GPT2LMHeadModel"], vocab_size: config.vocabSize },
    ...{ n_positions: 1024, n_embd: 768, n_layer: 12, n_head: 12 },
  });
  for (const format of ["F16", "Q8_0"])
    await writeFileSafely(folderOf(path, `${format}.gguf`), ggufFile(format));
  for (const kind of ["float32", "float16", "bfloat16", "shards", "torch"]) {
    const folder = folderOf(path, kind);
    mkdirSync(folder);
    writeFileSync(join(folder, "config.json"), json);
    if (kind === "shards") await writeShards(folder, all);
    else if (kind === "torch")
      await writeFileSafely(join(folder, "pytorch_model.bin"), torchFile(all));
    else
      await writeFileSafely(
        join(folder, "model.safetensors"),
        new SafetensorsStream(all, { format: "pt" }, kind),
      );
  }
}

async function writeShards(folder, all) {
  const map = {};
  for (let shard = 0; shard < 4; shard++) {
    const file = `model-0000${shard + 1}-of-00004.safetensors`;
    const tensors = all.filter((_, i) => i % 4 === shard);
    for (const [name] of tensors) map[name] = file;
    await writeFileSafely(join(folder, file), new SafetensorsStream(tensors, { format: "pt" }));
  }
  const index = { metadata: {}, weight_map: map };
  writeFileSync(join(folder, "model.safetensors.index.json"), JSON.stringify(index));
}

/** A file of the model's names and shapes, its values out of thin air. */
const writeModel = (path) => writeFileSafely(path, new SafetensorsStream(tensorsOf()));

function tensorsOf(shapeOf = (_, shape) => shape) {
  return [...bornEmpty().namedTensors()].map(([name, { dtype, shape, size }]) => {
    const pieces = async function* () {
      for (let begin = 0; begin < size; begin += 2 ** 20) {
        const length = Math.min(2 ** 20, size - begin);
        yield Float32Array.from({ length }, (_, i) => ((begin + i) % 1000) / 1000);
      }
    };
    return [name, { dtype, shape: shapeOf(name, shape), pieces }];
  });
}

async function measure(way, path) {
  defaultDevice();
  const before = process.memoryUsage.rss();
  const started = performance.now();
  const model = await ways[way](path);
  const seconds = (performance.now() - started) / 1000;
  if (!model.parameters) throw new Error("expected a model"); // which is kept until here
  const grown = process.resourceUsage().maxRSS * 1024 - before;
  const weights = defaultDevice().memory().bytes;
  console.log(
    `${way.padEnd(36)} ${(grown / MB).toFixed(0).padStart(5)} MB at most, ` +
      `${(grown / weights).toFixed(2)} times the ${(weights / MB).toFixed(0)} MB that the device holds of it; ` +
      `${seconds.toFixed(2)} s, ${(bytesAt(read(way, path)) / 1e9 / seconds).toFixed(2)} GB/s`,
  );
}

/** What a way reads: the file, or a folder beside it. */
const read = (way, path) => (published[way] ? folderOf(path, published[way][0]) : path);

function bytesAt(path) {
  if (!statSync(path).isDirectory()) return statSync(path).size;
  return readdirSync(path).reduce((sum, name) => sum + bytesAt(join(path, name)), 0);
}

function inProcess(...args) {
  const { status } = spawnSync(process.execPath, [fileURLToPath(import.meta.url), ...args], {
    stdio: "inherit",
  });
  if (status !== 0) process.exitCode = 1;
}

const [way, file] = process.argv.slice(2);
if (way === "write") {
  await writeModel(file);
  await writeFolders(file);
} else if (way) await measure(way, file);
else {
  const folder = mkdtempSync(join(tmpdir(), "qkv-load-"));
  const path = join(folder, "model.safetensors");
  try {
    inProcess("write", path);
    for (const each of Object.keys(ways)) inProcess(each, path);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
