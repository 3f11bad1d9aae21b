import { DeviceLostError, webgpu } from "@qkv/gpu-webgpu";
import { init, resumeTraining, saveTraining } from "@qkv/nn";
import { tinyTraining } from "./tiny-training.mjs";

const LOSSES = 20;

/**
 * One training, whose device is lost in the midst of every second step: a typed error each time, and on a new device it goes
 * on from its checkpoint with the losses, to the bit, of a training that keeps its device.
 */
export async function deviceLosses({ say, goesOn }) {
  await init({ device: await webgpu() });
  const { trainer } = tinyTraining({ steps: LOSSES + 1 });
  const { records } = await trainer.fit({ steps: LOSSES });
  const expected = records.map(({ loss }) => loss);
  say(`the training that keeps its device: ${LOSSES} steps`);
  const faults = [];
  let [lost, saved] = [0, undefined];
  while (lost < LOSSES && faults.length === 0 && goesOn(lost === 0)) {
    const step = lost + 1;
    const { loss, checkpoint, error } = await stepAndLoss(step, saved);
    if (loss !== expected[lost])
      faults.push(`step ${step} has the loss ${loss}, expected ${expected[lost]}`);
    if (!(error instanceof DeviceLostError))
      faults.push(`behind step ${step}: ${error ?? "the lost device went unnoticed"}`);
    saved = checkpoint;
    lost++;
    say(`${lost} devices lost, loss ${loss}`);
  }
  return { reached: `${lost} of ${LOSSES} devices lost, resumed to the bit each time`, faults };
}

/** On a device of its own: goes on from a checkpoint for a step, makes another, and loses the device in the next step. */
async function stepAndLoss(step, saved) {
  const backend = await webgpu();
  await init({ device: backend });
  const { model, trainer } = tinyTraining({ steps: LOSSES + 1 });
  if (saved) resumeTraining(trainer, saved);
  const { records } = await trainer.fit({ steps: step });
  const checkpoint = await saveTraining(trainer);
  const forward = model.forward.bind(model);
  model.forward = (...inputs) => {
    backend.device.destroy();
    return forward(...inputs);
  };
  const error = await trainer.fit({ steps: step + 1 }).then(
    () => undefined,
    (thrown) => thrown,
  );
  return { loss: records.at(-1)?.loss, checkpoint, error };
}
