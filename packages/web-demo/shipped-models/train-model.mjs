import { AdamW, cosineSchedule, Trainer } from "@qkv/nn";

/** A training loop with a line that says how far it is, the loss, and how long the rest takes; gives the seconds. */
export async function trainModel({ name, model, next, loss, steps, lr, weightDecay = 0.1 }) {
  const started = performance.now();
  const seconds = () => (performance.now() - started) / 1000;
  let recent;
  const onStep = ({ step, loss: now }) => {
    recent = recent === undefined ? now : 0.98 * recent + 0.02 * now;
    if (step % 250 > 0 && step < steps) return;
    const left = Math.round((seconds() / step) * (steps - step));
    console.error(`${name}: step ${step} of ${steps}, loss ${recent.toFixed(3)}, ${left} s left`);
  };
  const trainer = new Trainer({
    model: model.train(),
    optimizer: new AdamW(model.parameters(), { lr, betas: [0.9, 0.99], weightDecay }),
    data: { next, batchesPerEpoch: steps, state: 0 },
    ...{ loss, maxGradNorm: 1 },
    schedule: cosineSchedule({ peak: lr, minimum: lr / 20, warmup: Math.ceil(steps / 20), steps }),
  });
  await trainer.fit({ steps, callbacks: [{ onStep }] });
  trainer.dispose();
  model.eval();
  return seconds();
}
