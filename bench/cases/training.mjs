export const vocabulary = 65;

const sizes = [
  {
    name: "nanoGPT's CPU recipe",
    model: { layers: 4, heads: 4, dModel: 128, contextLength: 64 },
    batch: 12,
    known:
      "elsewhere, not in this run: prototype 62 ms (2 threads 33), native PyTorch 45 (2 threads)",
  },
  {
    name: "tiny",
    model: { layers: 2, heads: 2, dModel: 32, contextLength: 16 },
    batch: 8,
    known: "elsewhere, not in this run: prototype 0.42 ms, native PyTorch 1.5",
  },
  {
    name: "baby",
    model: { layers: 6, heads: 6, dModel: 384, contextLength: 256 },
    batch: 8,
    known: "elsewhere, not in this run: prototype 1078 ms and native PyTorch 1192 (2 threads)",
  },
];

/** Forward, backward, clipping and AdamW on random characters. `known` figures were measured elsewhere, not in this run. */
export const trainingCases = sizes.map(({ name, model, batch, known }) => {
  const characters = () => randomCharacters([batch, model.contextLength]);
  return {
    name: `training step, ${name}`,
    task: "training",
    unit: "ms",
    note: known,
    options: { model: { ...model, vocabSize: vocabulary } },
    flops: 3 * forwardFlops(model, batch),
    makeInputs: () => ({ ids: characters(), targets: characters() }),
    /** On random targets the loss starts at ln(vocabulary) and falls as they are learnt. */
    check: (_, { loss }) => (isSane(loss[0]) ? 0 : Number.POSITIVE_INFINITY),
    tolerance: 0,
  };
});

export const isSane = (loss) => loss > 0 && loss < 1.05 * Math.log(vocabulary);

export const randomCharacters = ([batch, tokens]) => ({
  shape: [batch, tokens],
  values: Int32Array.from({ length: batch * tokens }, () => Math.floor(Math.random() * vocabulary)),
});

/** Matmuls and causal attention. */
function forwardFlops({ layers, dModel, contextLength }, batch) {
  const tokens = batch * contextLength;
  const linear = 2 * tokens * dModel * (12 * layers * dModel + vocabulary);
  return linear + 2 * layers * tokens * contextLength * dModel;
}
