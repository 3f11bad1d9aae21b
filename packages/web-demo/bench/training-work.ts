import { init } from "@qkv/nn";
import type { TrainingEvent } from "../src/engine/protocol.ts";
import { answers } from "../src/engine/training/answers.ts";
import { textOf, usualSettings } from "../src/views/train/data.ts";
import { experiment, settingsOf } from "../src/views/train/state.ts";

const warmUp = 20;
const steps = 60;

/** What the training view does at first, without looks in between, on plain SIMD and one thread: tokens a second. */
export async function trainingWork(): Promise<number> {
  await init({ threads: 1, build: "simd" });
  const data = { architecture: "decoder", data: "names" } as const;
  const chosen = { ...experiment.initial, ...usualSettings(data.architecture, data.data), ...data };
  const run = "bench";
  const context = {
    models: { text: () => Promise.reject(new Error("the bench reads no book")) },
    signal: new AbortController().signal,
    tell: (_: TrainingEvent) => {},
  } as never;
  const settings = { ...settingsOf({ ...chosen, every: 10_000 }), steps: warmUp + steps };
  await answers.startRun({ run, settings, text: textOf(chosen, "") }, context);
  await answers.trainRun({ run, steps: warmUp }, context);
  const start = performance.now();
  await answers.trainRun({ run, steps: warmUp + steps }, context);
  const seconds = (performance.now() - start) / 1000;
  await answers.endRun({ run }, context);
  return (steps * settings.batch * settings.context) / seconds;
}

Object.assign(globalThis, { trainingWork });
