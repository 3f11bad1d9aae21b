import { defaultDevice, init } from "@qkv/nn";
import { tinyTraining } from "./tiny-training.mjs";

const STEPS = 10_000;
const STRIDE = 10;
/** By then buffers of every size are in the device's pool. */
const WARM = 20;

/** Training steps, behind each ten of which the device must hold the same number of buffers and bytes. */
export async function training({ say, goesOn }, onWebgpu) {
  if (onWebgpu) {
    const { webgpu } = await import("@qkv/gpu-webgpu");
    await init({ device: await webgpu() });
  }
  // One layer: a driver that computes on the CPU takes milliseconds for a launch, however small.
  const { trainer } = tinyTraining({ steps: STEPS, layers: 1 });
  const held = () => JSON.stringify(defaultDevice().memory());
  await trainer.fit({ steps: WARM });
  const expected = held();
  const began = performance.now();
  let steps = WARM;
  const rate = () =>
    `${((1000 * (steps - WARM)) / (performance.now() - began)).toFixed(0)} a second`;
  while (steps < STEPS && goesOn(steps === WARM)) {
    steps += STRIDE;
    const { records } = await trainer.fit({ steps });
    const losses = records.map(({ loss }) => loss);
    if (losses.length !== STRIDE || !losses.every(Number.isFinite))
      return { reached: `${steps} steps`, faults: [`the losses before step ${steps}: ${losses}`] };
    const now = held();
    if (now !== expected) {
      const fault = `at step ${steps} the device holds ${now}, at step ${WARM} ${expected}`;
      return { reached: `${steps} steps`, faults: [fault] };
    }
    say(`${steps} steps, loss ${losses.at(-1).toFixed(3)}, ${expected}`);
  }
  trainer.dispose?.();
  return {
    reached: `${steps} of ${STEPS} steps, ${rate()}; memory ${expected} at each`,
    faults: [],
  };
}
