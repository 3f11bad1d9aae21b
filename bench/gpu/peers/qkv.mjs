import { webgpu } from "@qkv/gpu-webgpu";
import * as nn from "@qkv/nn";
import { qkvContestant } from "../../peers/qkv-contestant.mjs";
import { qkvDecode } from "../../peers/qkv-decode.mjs";
import { trainingSteps } from "../training-steps.mjs";

/** Our library on WebGPU, through what @qkv/nn exports. */
export async function loadQkv(backend) {
  const host = await nn.init({ threads: 1 });
  const device = await nn.init({ device: backend });
  const finish = finishing(backend);
  const special = {
    matmul: matmul(device),
    training: training(backend),
    decode,
    read,
    download: read,
    upload,
  };
  return {
    name: "ours",
    info: device.info(),
    contestant: async (entry) => ({
      finish,
      ...(await (special[entry.task] ?? qkvContestant)(entry)),
    }),
    /** With WebAssembly as the default device. */
    onHost: async (make) => {
      nn.setDefaultDevice(host);
      try {
        return await make();
      } finally {
        nn.setDefaultDevice(device);
      }
    },
  };
}

const finishing = (backend) => async () => {
  await backend.warmedUp(); // hands over what is recorded
  await backend.device.queue.onSubmittedWorkDone();
};

/** On our device, or on another one that is made to multiply in the way the options say. */
const matmul = (device) => async (entry) => {
  if (entry.options.matmul === undefined) return qkvContestant(entry);
  const backend = await webgpu({ matmul: entry.options.matmul });
  await nn.init({ device: backend });
  const contestant = qkvContestant(entry);
  nn.setDefaultDevice(device);
  return {
    ...contestant,
    finish: finishing(backend),
    dispose: async () => {
      contestant.dispose();
      await backend.dispose();
    },
  };
};

const training =
  (backend) =>
  ({ inputs, options }) => {
    const model = new nn.Gpt({ ...options.model, bias: false, dropout: 0 });
    model.loadStateDict(inputs.weights);
    const training = trainingSteps(model, inputs);
    const records = [];
    const step = async () => records.push(...(await training.steps(1)));
    return {
      run: step,
      output: async () => {
        while (records.length < inputs.expected.length) await step();
        return { loss: [records[0].loss], records };
      },
      facts: () => countsOf(backend, step),
      dispose: training.dispose,
    };
  };

/** What a step asks of the device, once everything is compiled and cached. */
async function countsOf(backend, step) {
  const steps = 4;
  await step(); // what was recorded after its read is asked for by the next
  const before = { ...backend.counts };
  for (let i = 0; i < steps; i++) await step();
  const after = backend.counts;
  const counted = { dispatches: "dispatches", passes: "passes", submits: "submits" };
  const words = Object.entries({ ...counted, bindGroups: "bind groups made" }).map(
    ([key, word]) => `${(after[key] - before[key]) / steps} ${word}`,
  );
  return { "a step": `${words.join(", ")}; ${after.pipelines} pipelines so far` };
}

/** A token, with its logits on the host, where the next one is chosen. */
function decode({ inputs, options }) {
  const decoding = qkvDecode(inputs, options);
  let output;
  return {
    ...decoding,
    run: async () => {
      decoding.run();
      output = await decoding.output();
    },
    output: () => output,
  };
}

function read({ inputs: { x } }) {
  const tensor = nn.tensor(x.values, { shape: x.shape });
  let values;
  return {
    run: async () => {
      values = await tensor.data();
    },
    output: () => ({ y: values }),
    dispose: () => tensor.dispose(),
  };
}

function upload({ inputs: { x } }) {
  let tensor;
  return {
    run: () => {
      tensor?.dispose();
      tensor = nn.tensor(x.values, { shape: x.shape });
    },
    output: async () => ({ y: await tensor.data() }),
    dispose: () => tensor?.dispose(),
  };
}
