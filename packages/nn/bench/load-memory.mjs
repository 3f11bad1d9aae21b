// Memory and time of loading and saving a model of 124 million parameters, GPT-2's smallest, 498 MB: `npm run -s bench:load`.
// Every way runs in a process of its own. What counts is how far its resident memory grew at most, WebAssembly's memory
// and the buffers of files included, as a multiple of the weights.
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { defaultDevice, metaDevice, saveModel } from "@qkv/nn";
import { Gpt } from "@qkv/nn/models";
import { openCheckpoint, readBytes, writeFileSafely } from "@qkv/nn/node";
import { loadCheckpoint, readSafetensors, SafetensorsStream } from "@qkv/nn/weights";

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

/** A file of the model's names and shapes, its values out of thin air. */
async function writeModel(path) {
  const tensors = [...bornEmpty().namedTensors()].map(([name, { dtype, shape, size }]) => {
    const pieces = async function* () {
      for (let begin = 0; begin < size; begin += 2 ** 20) {
        const length = Math.min(2 ** 20, size - begin);
        yield Float32Array.from({ length }, (_, i) => ((begin + i) % 1000) / 1000);
      }
    };
    return [name, { dtype, shape, pieces }];
  });
  await writeFileSafely(path, new SafetensorsStream(tensors));
}

async function measure(way, path) {
  defaultDevice();
  const before = process.memoryUsage.rss();
  const started = performance.now();
  const model = await ways[way](path);
  const seconds = (performance.now() - started) / 1000;
  const grown = process.resourceUsage().maxRSS * 1024 - before;
  const weights = 4 * model.numParameters();
  console.log(
    `${way.padEnd(36)} ${(grown / MB).toFixed(0).padStart(5)} MB at most, ` +
      `${(grown / weights).toFixed(2)} times the weights; ${seconds.toFixed(2)} s`,
  );
}

function inProcess(...args) {
  const { status } = spawnSync(process.execPath, [fileURLToPath(import.meta.url), ...args], {
    stdio: "inherit",
  });
  if (status !== 0) process.exitCode = 1;
}

const [way, file] = process.argv.slice(2);
if (way === "write") await writeModel(file);
else if (way) await measure(way, file);
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
