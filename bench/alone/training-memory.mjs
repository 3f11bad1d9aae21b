// What training nanoGPT's baby model takes, in a process of its own: tensors, and the whole process.
import { defaultDevice, init } from "@qkv/nn";
import { trainingCases } from "../cases/training.mjs";
import { qkvTraining } from "../peers/qkv-training.mjs";

await init({ threads: Number(process.argv[2]) });
const { options, makeInputs } = trainingCases.find(({ name }) => name.endsWith("baby"));
const before = process.memoryUsage().rss;
const step = qkvTraining(makeInputs(), options);
for (let i = 0; i < 3; i++) step.run();
const grown = process.resourceUsage().maxRSS * 1024 - before;
const { peakBytes } = defaultDevice().memory();
const megabytes = (bytes) => Math.round(bytes / 1e6);
console.log(
  JSON.stringify({
    value: Math.max(peakBytes, grown) / 1e6,
    note: `tensors ${megabytes(peakBytes)} MB at most, the process grew by ${megabytes(grown)} MB`,
  }),
);
process.exit(0);
