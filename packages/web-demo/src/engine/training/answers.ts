import { readSafetensors } from "@qkv/nn/weights";
import type { RunSettings, TrainingCalls } from "../protocol.ts";
import type { Request } from "../request.ts";
import { decoderLearner } from "./decoder-learner.ts";
import { encoderLearner } from "./encoder-learner.ts";
import type { Learner } from "./learner.ts";
import { pairLearner } from "./pair-learner.ts";
import { Run } from "./run.ts";

const BOOK = "texts/moby-dick.txt";

/** The runs of this worker, by the names that the page gave them. */
const runs = new Map<string, Run>();

function runOf(name: string): Run {
  const run = runs.get(name);
  if (run) return run;
  throw new RangeError(
    "this run is not here any more: start it again, or open what was saved of it",
  );
}

/** What is done with each call about runs. */
export const answers: { readonly [K in keyof TrainingCalls]: Request<K> } = {
  async startRun({ run: name, settings, text, saved }, { models, signal }) {
    const learner = learners[settings.architecture](
      settings,
      text ?? (await models.text(BOOK, signal)),
    );
    await runs.get(name)?.end();
    runs.delete(name);
    const run = await Run.start(learner, settings, saved);
    runs.set(name, run);
    return run.answer;
  },
  trainRun: ({ run, steps }, { signal, tell }) => runOf(run).train(steps, signal, tell),
  pauseRun: ({ run }) => runOf(run).pause(),
  async rewindRun({ run, step }) {
    await runOf(run).rewind(step);
    return runOf(run).answer;
  },
  runTensor: async ({ run, name, kind, step }) => runOf(run).tensor(name, kind, step),
  runAttention: async ({ run, text, step }) => runOf(run).attention(text, step),
  saveRun: async ({ run, note }) => ({ file: await runOf(run).save(note) }),
  async readRunFile({ file }) {
    const { note } = readSafetensors(file).metadata;
    if (note === undefined)
      throw new RangeError("the file is no run of this page: it has no note of its settings");
    return { note };
  },
  runFiles: async ({ run }) => ({ files: await runOf(run).files() }),
  async endRun({ run: name }) {
    await runs.get(name)?.end();
    runs.delete(name);
    return {};
  },
};

const learners: {
  readonly [A in RunSettings["architecture"]]: (settings: RunSettings, text: string) => Learner;
} = {
  decoder: (settings, text) => decoderLearner(settings, text) as Learner,
  "encoder-decoder": (settings, text) => pairLearner(settings, text) as Learner,
  encoder: (settings, text) => encoderLearner(settings, text) as Learner,
};
