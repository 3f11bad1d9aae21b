import { DeviceLostError, webgpu } from "@qkv/gpu-webgpu";
import { init, resumeTraining, saveTraining } from "@qkv/nn";
import { tinyTraining } from "./tiny-training.mjs";

const LOSSES = 20;
const STEPS = 8;

/** A device is lost in the midst of a step: a typed error, and the checkpoint goes on on a new one as if nothing had been. */
export async function deviceLosses({ say, goesOn }) {
  const whole = await run(STEPS, undefined, Number.POSITIVE_INFINITY);
  const faults = [];
  let lost = 0;
  while (lost < LOSSES && goesOn(lost === 0)) {
    const at = 1 + (lost % (STEPS - 2));
    const first = await run(at, undefined, Number.POSITIVE_INFINITY);
    const broken = await run(STEPS, first.saved, 2);
    const rest = await run(STEPS, first.saved, Number.POSITIVE_INFINITY);
    lost++;
    if (!(broken.error instanceof DeviceLostError))
      faults.push(`loss ${lost}: ${broken.error ?? "the lost device went unnoticed"}`);
    const losses = [...first.losses, ...rest.losses];
    if (JSON.stringify(losses) !== JSON.stringify(whole.losses))
      faults.push(
        `loss ${lost}: resumed at step ${at} the losses are ${losses}, expected ${whole.losses}`,
      );
    say(`${lost} devices lost`);
  }
  return { reached: `${lost} of ${LOSSES} devices lost, each training resumed to the bit`, faults };
}

/** Trains up to a step on a device of its own, which is lost in the forward pass of this number. */
async function run(steps, saved, losingForward) {
  const device = await webgpu();
  await init({ device });
  const { model, trainer } = tinyTraining({ steps: STEPS });
  if (saved) resumeTraining(trainer, saved);
  let forwards = 0;
  const forward = model.forward.bind(model);
  model.forward = (...inputs) => {
    if (++forwards === losingForward) device.device.destroy();
    return forward(...inputs);
  };
  try {
    const { records } = await trainer.fit({ steps });
    return { losses: records.map(({ loss }) => loss), saved: await saveTraining(trainer) };
  } catch (error) {
    return { losses: [], error };
  }
}
