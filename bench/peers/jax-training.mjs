import { causalMaskValues } from "./causal-mask-values.mjs";
import { gptParameterShapes } from "./gpt-parameter-shapes.mjs";

const learningRate = 1e-3;
const [beta1, beta2] = [0.9, 0.99];
const weightDecay = 0.1;

/**
 * The training step of qkv-training.mjs in jax-js, all of it under one jit. `inOrder`: the device computes in the order
 * it is asked to, so that whoever has the loss need not wait for anything else.
 */
export function jaxTraining(jax, { ids, targets }, { model }, { inOrder = false } = {}) {
  const { numpy: np, nn, tree } = jax;
  const shapes = gptParameterShapes(model);
  const filled = (fill) =>
    Object.fromEntries(Object.entries(shapes).map(([name, shape]) => [name, fill(shape, name)]));
  let parameters = filled((shape) => np.array(initial(shape), { shape }));
  let first = filled((shape) => np.zeros(shape));
  let second = filled((shape) => np.zeros(shape));
  const classes = ({ shape, values }) => nn.oneHot(np.array(values, { shape }), model.vocabSize);
  const [input, target] = [classes(ids), classes(targets)];
  const gradient = jax.valueAndGrad((p, x, y) => crossEntropy(jax, gpt(jax, p, x, model), y));

  const step = jax.jit((p, m, v, x, y, correction1, correction2) => {
    const [loss, gradients] = gradient(tree.ref(p), x, y);
    const squares = Object.values(gradients).map((g) => np.sum(np.square(g.ref)));
    const norm = np.sqrt(squares.reduce((a, b) => a.add(b)));
    const clip = np.minimum(np.reciprocal(norm.add(1e-6)), 1);
    const [nextP, nextM, nextV] = [{}, {}, {}];
    for (const name of Object.keys(p)) {
      const g = gradients[name].mul(clip.ref);
      const moment1 = m[name].mul(beta1).add(g.ref.mul(1 - beta1));
      const moment2 = v[name].mul(beta2).add(np.square(g).mul(1 - beta2));
      nextM[name] = moment1.ref;
      nextV[name] = moment2.ref;
      const deviation = np.sqrt(moment2.div(correction2.ref)).add(1e-8);
      const update = moment1.div(correction1.ref).div(deviation).mul(learningRate);
      const decay = shapes[name].length > 1 ? 1 - learningRate * weightDecay : 1;
      nextP[name] = p[name].mul(decay).sub(update);
    }
    return [loss, nextP, nextM, nextV];
  });

  let count = 0;
  let loss;
  return {
    run: async () => {
      count++;
      const corrections = [1 - beta1 ** count, 1 - beta2 ** count].map((value) => np.array(value));
      const [value, ...next] = step(
        ...[parameters, first, second, input.ref, target.ref, ...corrections],
      );
      [parameters, first, second] = next;
      if (!inOrder) for (const array of tree.leaves(parameters)) await array.blockUntilReady();
      loss = (await value.data())[0];
    },
    output: () => ({ loss: Float32Array.of(loss) }),
    dispose: () => tree.dispose([parameters, first, second, input, target]),
  };
}

function initial(shape) {
  const size = shape.reduce((product, axis) => product * axis, 1);
  if (shape.length === 1) return new Float32Array(size).fill(1); // of norms
  return Float32Array.from({ length: size }, () => 0.07 * (Math.random() - 0.5)); // deviation 0.02
}

/** x: one-hot [batch, tokens, vocabulary] -> logits. */
function gpt({ numpy: np, nn }, p, x, { layers, heads, dModel, contextLength, vocabSize }) {
  const rows = x.shape[0] * contextLength;
  const norm = (h, weight) => nn.standardize(h, -1, { epsilon: 1e-5 }).mul(weight);
  const mask = np.array(causalMaskValues(contextLength), { shape: [contextLength, contextLength] });
  const split = (h) =>
    np.transpose(np.reshape(h, [x.shape[0], contextLength, heads, dModel / heads]), [0, 2, 1, 3]);
  const positions = np.tile(p.positions, [x.shape[0], 1]);
  let h = np.matmul(np.reshape(x, [rows, vocabSize]), p.tokens.ref).add(positions); // [rows, dModel]
  for (let i = 0; i < layers; i++) {
    const normed = norm(h.ref, p[`norm1 ${i}`]);
    const [q, k, v] = ["q", "k", "v"].map((part) => {
      const operand = part === "v" ? normed : normed.ref;
      return split(np.matmul(operand, p[`${part} ${i}`]));
    });
    const scores = np.matmul(q, np.transpose(k, [0, 1, 3, 2])).mul(1 / Math.sqrt(dModel / heads));
    const heard = np.matmul(nn.softmax(scores.add(mask.ref), -1), v);
    const together = np.reshape(np.transpose(heard, [0, 2, 1, 3]), [rows, dModel]);
    h = h.add(np.matmul(together, p[`projection ${i}`]));
    const hidden = np.matmul(norm(h.ref, p[`norm2 ${i}`]), p[`expand ${i}`]);
    h = h.add(np.matmul(nn.gelu(hidden, { approximate: false }), p[`contract ${i}`]));
  }
  mask.dispose();
  return np.matmul(norm(h, p.norm), np.transpose(p.tokens));
}

/** Logits [rows, vocabulary], one-hot targets [batch, tokens, vocabulary] -> the mean loss. */
function crossEntropy({ numpy: np, nn }, logits, targets) {
  const [rows, vocabulary] = logits.shape;
  const chosen = nn.logSoftmax(logits, -1).mul(np.reshape(targets, [rows, vocabulary]));
  return np.sum(chosen).mul(-1 / rows);
}
