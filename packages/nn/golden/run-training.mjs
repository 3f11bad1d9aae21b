import { nn } from "./library.mjs";
import { expectAllRead, noticing } from "./noticing.mjs";
import { trainingTolerance } from "./tolerances.mjs";

/** What a case says in words, and the option that means it. */
const activations = { "gelu, tanh form": "geluTanh", gelu: "gelu", relu: "relu" };
const meanings = {
  weightDecayOn: "every parameter",
  attnProjection: "rows of attn.weight: q, k, v, each C wide",
};
const finalPrefix = "final:";

/** A GPT's first training steps: losses, gradient norms, and the parameters after the last. */
export function runTraining(golden, comparison) {
  if (golden.op !== "trainGpt")
    throw new Error(`the library does not have the training ${golden.op}`);
  const attrs = noticing(golden.attrs);
  const model = newGpt(attrs.view);
  model.loadStateDict(new Map(golden.hosts("params").map(([name, host]) => [ourName(name), host])));
  const curves = train(model, golden, attrs);
  for (const [name, values] of Object.entries(curves)) {
    const expected = golden.host("outputs", name).values;
    if (values.length !== expected.length)
      throw new Error(`${name} has ${values.length} steps, expected ${expected.length}`);
    for (const [i, value] of values.entries())
      comparison.addFigure(
        `outputs/${name}[${i}]`,
        value,
        expected[i],
        trainingTolerance.curve * Math.abs(expected[i]),
      );
  }
  compareParameters(comparison, model.stateDict(), golden);
  model.dispose();
}

function newGpt({
  vocabSize,
  contextLength,
  layers,
  heads,
  dModel,
  tiedHead,
  activation,
  ...words
}) {
  if (!Object.hasOwn(activations, activation))
    throw new Error(
      `activation is ${JSON.stringify(activation)}, expected one of ${Object.keys(activations).join("; ")}`,
    );
  for (const [name, meaning] of Object.entries(meanings))
    if (words[name] !== meaning)
      throw new Error(
        `${name} is ${JSON.stringify(words[name])}, only ${JSON.stringify(meaning)} is understood`,
      );
  const shape = { vocabSize, contextLength, layers, heads, dModel };
  return new nn.Gpt({ ...shape, tieWeights: tiedHead, activation: activations[activation] });
}

function train(model, golden, attrs) {
  const { batch, contextLength, lr, betas, weightDecay, clipGradNorm } = attrs.view;
  expectAllRead("attribute", attrs, golden.op);
  const optimizer = new nn.AdamW(model.parameters(), { lr, betas, weightDecay });
  const ids = golden.host("inputs", "ids"); // [steps, batch, tokens]
  const targets = golden.host("inputs", "targets");
  const size = batch * contextLength;
  const curves = { loss: [], gradNorm: [] };
  for (let step = 0; step < ids.shape[0]; step++)
    nn.scope(() => {
      const part = ({ values }) =>
        nn.tensor(values.slice(step * size, (step + 1) * size), {
          shape: [batch, contextLength],
          device: golden.device,
        });
      const loss = nn.crossEntropy(model.forward(part(ids)), part(targets));
      optimizer.zeroGrad();
      loss.backward();
      curves.gradNorm.push(nn.clipGradNorm(model.parameters(), clipGradNorm).item());
      optimizer.step();
      curves.loss.push(loss.item());
    });
  optimizer.dispose();
  return curves;
}

/** Nearly all within the smaller bound, all within the larger. */
function compareParameters(comparison, parameters, golden) {
  const figures = [];
  for (const [name, expected] of golden.hosts("outputs")) {
    if (!name.startsWith(finalPrefix)) continue;
    const ours = parameters.get(ourName(name.slice(finalPrefix.length)))?.dataSync();
    if (ours?.length !== expected.values.length)
      throw new Error(`${name} has ${ours?.length} values, expected ${expected.values.length}`);
    for (const [i, value] of expected.values.entries())
      figures.push({ where: `outputs/${name}[${i}]`, ours: ours[i], expected: value });
  }
  if (figures.length === 0) return;
  const error = ({ ours, expected }) => {
    const difference = Math.abs(ours - expected);
    return Number.isNaN(difference) ? Number.POSITIVE_INFINITY : difference;
  };
  figures.sort((a, b) => error(a) - error(b));
  const worstOfMost = figures[Math.ceil(trainingTolerance.share * figures.length) - 1];
  for (const [{ where, ours, expected }, allowed] of [
    [worstOfMost, trainingTolerance.parameters],
    [figures.at(-1), trainingTolerance.everyParameter],
  ])
    comparison.addFigure(where, ours, expected, allowed);
}

/** A name of the golden model's state dict in this library's, which is GPT-2's. */
function ourName(name) {
  return `transformer.${name}`
    .replace(/\.ln(\d)\./, ".ln_$1.")
    .replace(".lnf.", ".ln_f.")
    .replace(".attn.", ".attn.c_attn.")
    .replace(".proj.", ".attn.c_proj.")
    .replace(".fc.", ".mlp.c_fc.")
    .replace(".out.", ".mlp.c_proj.");
}
