import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { tensor } from "../../src/device/create-tensor.ts";
import { verify } from "../../src/device-comparison/verify.ts";
import { addLora } from "../../src/fine-tuning/lora.ts";
import { capture } from "../../src/inspection/capture.ts";
import { EncoderModel } from "../../src/models/encoder/encoder-model.ts";
import { modelFromConfig } from "../../src/models/families/find-family.ts";
import { fromPretrained } from "../../src/node/from-pretrained.ts";
import { add } from "../../src/ops/add.ts";
import { square } from "../../src/ops/square.ts";
import { pretrainedFiles } from "../../src/pretrained/pretrained-files.ts";
import { quantize } from "../../src/quantization/quantize.ts";
import { scope } from "../../src/tensor/scope.ts";
import type { Tensor } from "../../src/tensor/tensor.ts";
import type { HostTensor } from "../../src/weights/host-tensor.ts";
import { readSafetensors } from "../../src/weights/read-safetensors.ts";
import { SafetensorsStream } from "../../src/weights/safetensors-stream.ts";
import { writeSafetensors } from "../../src/weights/write-safetensors.ts";
import { referenceDevice } from "../finite-differences.ts";

const golden = fileURLToPath(new URL("golden", import.meta.url));
const families = ["bert", "distilbert", "roberta", "xlm_roberta", "mpnet", "modernbert"];
const all = readdirSync(golden).filter((name) => families.includes(name.split("-")[0]!));

/** The files of a golden model by their paths. */
function filesOf(name: string): Map<string, Uint8Array> {
  const folder = join(golden, name);
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile() && !entry.name.startsWith("expect."))
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)));
  return new Map(paths.map((path) => [path, new Uint8Array(readFileSync(join(folder, path)))]));
}

type Named = [string, HostTensor][];
const weightsIn = (files: Map<string, Uint8Array>): Named => [
  ...readSafetensors(files.get("model.safetensors")!).tensors,
];
const withWeights = (files: Map<string, Uint8Array>, tensors: Named) =>
  new Map([...files, ["model.safetensors", writeSafetensors(tensors)] as const]);

async function opened(files: Map<string, Uint8Array> | string): Promise<EncoderModel> {
  const { model } = await fromPretrained(files instanceof Map ? files : filesOf(files));
  if (model instanceof EncoderModel) return model;
  throw new Error("expected an encoder");
}

const ids = (rows: number[][]) => tensor(rows, { dtype: "int32" });
const rows = [
  [7, 8, 9, 10, 11],
  [12, 13, 14, 15, 16],
];
const valuesOf = (model: EncoderModel): number[] =>
  scope(() => [...model.forward(ids(rows)).dataSync()]);

describe.each(all)("%s", (name) => {
  test("a gradient flows into every parameter", async () => {
    using model = await opened(name);
    model.train();
    scope(() => {
      const types = model.options.tokenTypes ? { token_type_ids: ids([[0, 0, 0, 0, 0]]) } : {};
      const outputs = Object.values(model.forwardNamed({ input_ids: ids(rows), ...types }));
      const loss = outputs.map((one) => square(add(one!, 0.3)).sum()).reduce((a, b) => add(a, b));
      loss.backward();
    });
    const still = [...model.namedParameters()].filter(
      ([, { grad }]) => !grad || grad.dataSync().every((value) => value === 0),
    );
    expect(still.map(([key]) => key)).toEqual([]);
  });

  test("is written back as it was, to the bit", async () => {
    const files = filesOf(name);
    const loaded = await fromPretrained(files);
    using _ = loaded.model;
    const written = new Map(await pretrainedFiles(loaded));
    expect([...written.keys()].sort()).toEqual([...files.keys()].sort());
    for (const [path, contents] of written) {
      if (!path.endsWith(".safetensors")) continue;
      const bytes = contents instanceof SafetensorsStream ? await whole(contents) : contents;
      expect(readSafetensors(bytes).tensors, path).toEqual(
        readSafetensors(files.get(path)!).tensors,
      );
    }
  });
});

async function whole(stream: SafetensorsStream): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  for await (const part of stream) parts.push(Uint8Array.from(part));
  return new Uint8Array(await new Blob(parts as BlobPart[]).arrayBuffer());
}

describe("files as the hub has them", () => {
  test("BERT's norms as TensorFlow called them, tables of positions, heads of the pretraining", async () => {
    const files = filesOf("bert-maskedlm");
    const extra: HostTensor = { dtype: "int32", shape: [1, 2], values: Int32Array.of(0, 1) };
    const old = weightsIn(files).map(([key, value]): Named[number] => [
      key
        .replace(/LayerNorm\.weight$/, "LayerNorm.gamma")
        .replace(/LayerNorm\.bias$/, "LayerNorm.beta"),
      value,
    ]);
    const more = [
      "bert.embeddings.position_ids",
      "bert.pooler.dense.weight",
      "cls.seq_relationship.bias",
    ];
    using model = await opened(
      withWeights(files, [...old, ...more.map((key): Named[number] => [key, extra])]),
    );
    using plain = await opened("bert-maskedlm");
    expect(valuesOf(model)).toEqual(valuesOf(plain));
  });

  test("the encoder alone with its prefix, from a model with another head, and without a pooler", async () => {
    const files = filesOf("bert");
    const weights = weightsIn(files).filter(([key]) => !key.startsWith("pooler."));
    const prefixed = weights.map(([key, value]): Named[number] => [`bert.${key}`, value]);
    using model = await opened(
      withWeights(files, [...prefixed, ["cls.predictions.bias", weights[0]![1]]]),
    );
    using plain = await opened("bert");
    expect(valuesOf(model)).toEqual(valuesOf(plain));
    expect(Object.keys(model.forwardNamed({ input_ids: ids(rows) }))).toEqual([
      "last_hidden_state",
    ]);
  });

  test("a head without its backbone's prefix; what is missing, unexpected and misshapen is one list", async () => {
    const files = filesOf("roberta-sequenceclassification");
    const weights = weightsIn(files);
    const bare = weights.map(([key, value]): Named[number] => [
      key.replace(/^roberta\./, ""),
      value,
    ]);
    using model = await opened(withWeights(files, bare));
    using plain = await opened("roberta-sequenceclassification");
    expect(valuesOf(model)).toEqual(valuesOf(plain));
    const wrong = weights.filter(([key]) => key !== "classifier.out_proj.bias");
    wrong.push(["spare", weights[0]![1]]);
    await expect(opened(withWeights(files, wrong))).rejects.toThrow(
      /missing keys: classifier.out_proj.bias; unexpected keys: spare/,
    );
  });

  test("labels are kept", async () => {
    const files = filesOf("bert-sequenceclassification");
    const config = JSON.parse(new TextDecoder().decode(files.get("config.json")));
    config.id2label = { 0: "no", 1: "yes", 2: "maybe" };
    files.set("config.json", new TextEncoder().encode(JSON.stringify(config)));
    using model = await opened(files);
    expect(model.labels).toEqual(["no", "yes", "maybe"]);
  });

  const config = JSON.parse(readFileSync(join(golden, "bert/config.json"), "utf8"));
  test.each([
    [{ is_decoder: true }, "is_decoder is true, expected false"],
    [{ add_cross_attention: true }, "add_cross_attention is true, expected false"],
    [{ position_embedding_type: "relative_key" }, 'position_embedding_type is "relative_key"'],
    [{ pruned_heads: { 0: [1] } }, "pruned_heads is not understood for bert"],
    [{ tie_encoder_decoder: true }, "tie_encoder_decoder is not understood for bert"],
    [{ num_hidden_layers: 2 ** 40 }, "num_hidden_layers is 1099511627776, expected an integer"],
    [{ feed_forward_type: "glu" }, "feed_forward_type is not understood for bert"],
    [{ hidden_act: "mish" }, 'hidden_act is "mish"'],
    [{ id2label: { 0: "a", 2: "c" } }, "id2label is"],
    [{ num_labels: 0 }, "num_labels is 0, expected an integer from 1"],
    [{ architectures: ["BertLMHeadModel"] }, "expected one of BertModel, BertForMaskedLM"],
  ])("a config.json with %j is refused by name", (change, message) => {
    expect(() => modelFromConfig({ ...config, ...change })).toThrow(message);
  });

  test("fields without effect are none of our business", () => {
    const old = {
      ...{ pruned_heads: {}, do_sample: false, output_past: true, num_beams: 1 },
      ...{ tie_encoder_decoder: false, cross_attention_hidden_size: null, tf_legacy_loss: false },
      ...{ prefix: null, _commit_hash: null, attn_implementation: "sdpa" },
    };
    modelFromConfig({ ...config, ...old }).dispose();
  });
});

describe("positions", () => {
  test("RoBERTa's pass over padding, wherever it is", async () => {
    using model = await opened("roberta");
    scope(() => {
      const padded = ids([[1, 1, 7, 8, 9]]); // 1 is the padding
      const mask = tensor([[0, 0, 1, 1, 1]], { dtype: "int32" });
      const late = model.forward(padded, { attentionMask: mask });
      const early = model.forward(ids([[7, 8, 9]]));
      const width = model.dModel;
      for (const [i, value] of [...late.dataSync()].slice(2 * width).entries())
        expect(value).toBeCloseTo(early.dataSync()[i]!, 4);
    });
  });

  test("and padding may make a sequence longer than there are positions", async () => {
    using model = await opened("roberta"); // 20 rows, behind id 1
    const padded = [...Array.from({ length: 18 }, () => 7), 1, 1, 1];
    expect(model.forward(ids([padded])).shape).toEqual([1, 21, model.dModel]);
    expect(() => model.forward(ids([padded.fill(7)]))).toThrow("embedding");
  });

  test("those of the caller's own count, and sequences that are too long are refused", async () => {
    using model = await opened("bert");
    scope(() => {
      const positions = ids([[4, 3, 2, 1, 0]]);
      expect([...model.forward(ids(rows), { positions }).dataSync()]).not.toEqual(valuesOf(model));
    });
    const long = Array.from({ length: 21 }, () => 7);
    expect(() => model.forward(ids([long]))).toThrow(
      "ids are [1, 21], expected [batch, tokens] with at most 20 tokens (contextLength)",
    );
    expect(() => model.forward(ids(rows), { token_types: positions0() } as object)).toThrow(
      "tokenTypes",
    );
  });
  const positions0 = (): Tensor => ids([[0]]);
});

describe("all that serves models serves encoders", () => {
  test("capture, another device, adapters, packed weights", async () => {
    using model = await opened("modernbert-sequenceclassification");
    using seen = capture(model, () => model.forward(ids(rows)));
    expect(seen.get("model.layers.1.attn", "weights").shape).toEqual([2, 2, 5, 5]);
    expect(seen.get("", "logits").shape).toEqual([2, 3]);
    const inputs = [
      { dtype: "int32", shape: [2, 5], values: Int32Array.from(rows.flat()) },
    ] as const;
    const { firstDeparture } = await verify(model, inputs, model.device, referenceDevice());
    expect(firstDeparture).toBeUndefined();
    const before = valuesOf(model);
    await quantize(model, "int8");
    const packed = valuesOf(model);
    expect(packed).not.toEqual(before);
    for (const [i, value] of packed.entries())
      expect(Math.abs(value - before[i]!)).toBeLessThan(0.3);
    addLora(model, { rank: 2, alpha: 4, targets: "*Wqkv" });
    expect(valuesOf(model)).toEqual(packed); // adapters start at nothing
  });

  test("sample inputs are as long as a sequence may be", async () => {
    using model = await opened("roberta");
    const [sample] = model.sampleInputs(2);
    expect(sample!.shape).toEqual([2, 18]); // 20 rows, behind id 1
    const input = tensor(sample!.values, { shape: sample!.shape });
    expect(model.forward(input).shape).toEqual([2, 18, model.dModel]);
  });
});
