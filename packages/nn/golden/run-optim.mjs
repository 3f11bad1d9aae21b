import { nn } from "./library.mjs";
import { expectAllRead, noticing } from "./noticing.mjs";
import { optimizers, schedulers } from "./optimizers.mjs";

/** An optimiser's trajectory, a scheduler's rates, or clipping: whichever the case's op names. */
export function runOptim(golden, comparison) {
  const { op } = golden;
  const [family] = op.split("-");
  if (op === "clipGradNorm" || op === "clipGradValue") clip(golden, comparison);
  else if (Object.hasOwn(schedulers, op)) schedule(golden, comparison, schedulers[op]());
  else if (Object.hasOwn(optimizers, family)) optimize(golden, comparison, optimizers[family]());
  else throw new Error(`the library does not have the optimiser or scheduler ${op}`);
}

/** Parameters w, b, ... with the gradients w0, b0, w1, ...: compares their values after every step. */
function optimize(golden, comparison, Optimizer) {
  const parameters = Object.entries(golden.inputs(() => ""));
  for (const [, parameter] of parameters) parameter.requiresGrad_();
  const optimizer = new Optimizer(
    parameters.map(([, parameter]) => parameter),
    golden.attrs,
  );
  const { grads, outputs } = golden.record;
  const has = (record, step) => parameters.some(([name]) => `${name}${step}` in record);
  try {
    let step = 0;
    for (; has(grads, step); step++) {
      for (const [name, parameter] of parameters)
        if (`${name}${step}` in grads) parameter.grad = golden.tensor("grads", `${name}${step}`);
      optimizer.step();
      for (const [name, parameter] of parameters)
        if (`${name}${step}` in outputs)
          comparison.add(
            `outputs/${name}${step}`,
            parameter,
            golden.host("outputs", `${name}${step}`),
          );
      optimizer.zeroGrad();
    }
    if (has(outputs, step)) throw new Error(`there are outputs of step ${step}, but no gradients`);
  } finally {
    optimizer.dispose();
  }
}

/** The rate of each step, of an optimiser that starts from baseLr. */
function schedule(golden, comparison, Scheduler) {
  const { baseLr, ...options } = golden.attrs;
  const parameter = nn.tensor([0], { requiresGrad: true, device: golden.device });
  const optimizer = new nn.SGD([parameter], { lr: baseLr });
  const scheduler = new Scheduler(optimizer, options);
  const expected = golden.host("outputs", "lr");
  const rates = Array.from(expected.values, () => {
    const { lr } = optimizer.groups[0];
    optimizer.step();
    scheduler.step();
    return lr;
  });
  comparison.addValues("outputs/lr", rates, expected.values);
  optimizer.dispose();
}

/** Gradients g0, g1, ... clipped together; the norm before is an output where it is stored. */
function clip(golden, comparison) {
  const attrs = noticing(golden.attrs);
  const parameters = golden.hosts("inputs").map(([name, { shape }]) => {
    const parameter = nn.zeros(shape, { requiresGrad: true, device: golden.device });
    parameter.grad = golden.tensor("inputs", name);
    return [name, parameter];
  });
  const all = parameters.map(([, parameter]) => parameter);
  const outputs = {};
  if (golden.op === "clipGradNorm") {
    const { maxNorm, normType, errorIfNonfinite } = attrs.view;
    const options = Object.entries({ normType, errorIfNonfinite }).filter(
      ([, value]) => value !== undefined,
    );
    const norm = nn.clipGradNorm(all, maxNorm, Object.fromEntries(options));
    outputs.norm = nn.reshape(norm, [1]); // stored as a list of one
  } else nn.clipGradValue(all, attrs.view.clipValue);
  expectAllRead("attribute", attrs, golden.op);
  for (const [name, parameter] of parameters) outputs[name] = parameter.grad;
  golden.compareOutputs(comparison, outputs);
}
