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
  train(model, golden, attrs, (name, steps) => {
    const expected = golden.host("outputs", name).values;
    if (steps !== expected.length)
      throw new Error(`${name} has ${steps} steps, expected ${expected.length}`);
    return (step, tensor) =>
      comparison.whenRead([tensor], ([[value]]) =>
        comparison.addFigure(
          `outputs/${name}[${step}]`,
          value,
          expected[step],
          trainingTolerance.curve * Math.abs(expected[step]),
        ),
      );
  });
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

/** `curve(name, steps)` gives what compares a step's value with the stored one. */
function train(model, golden, attrs, curve) {
  const { batch, contextLength, lr, betas, weightDecay, clipGradNorm } = attrs.view;
  expectAllRead("attribute", attrs, golden.op);
  const optimizer = new nn.AdamW(model.parameters(), { lr, betas, weightDecay });
  const ids = golden.host("inputs", "ids"); // [steps, batch, tokens]
  const targets = golden.host("inputs", "targets");
  const size = batch * contextLength;
  const [steps] = ids.shape;
  const compareLoss = curve("loss", steps);
  const compareNorm = curve("gradNorm", steps);
  for (let step = 0; step < steps; step++)
    nn.scope(() => {
      const part = ({ values }) =>
        nn.tensor(values.slice(step * size, (step + 1) * size), {
          shape: [batch, contextLength],
          device: golden.device,
        });
      const loss = nn.crossEntropy(model.forward(part(ids)), part(targets));
      optimizer.zeroGrad();
      loss.backward();
      compareNorm(step, nn.clipGradNorm(model.parameters(), clipGradNorm));
      optimizer.step();
      compareLoss(step, loss);
    });
  optimizer.dispose();
}

/** Nearly all within the smaller bound, all within the larger. */
function compareParameters(comparison, parameters, golden) {
  const stored = [...golden.hosts("outputs")].filter(([name]) => name.startsWith(finalPrefix));
  const finals = stored.map(([name, expected]) => {
    const parameter = parameters.get(ourName(name.slice(finalPrefix.length)));
    if (parameter?.size !== expected.values.length)
      throw new Error(`${name} has ${parameter?.size} values, expected ${expected.values.length}`);
    return parameter;
  });
  comparison.whenRead(finals, (values) =>
    compareFinals(
      comparison,
      stored.flatMap(([name, expected], at) =>
        [...expected.values].map((value, i) => ({
          where: `outputs/${name}[${i}]`,
          ours: values[at][i],
          expected: value,
        })),
      ),
    ),
  );
}

function compareFinals(comparison, figures) {
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
