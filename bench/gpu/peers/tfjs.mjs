import { tfjsCall } from "../../peers/tfjs-call.mjs";
import { tfjsFunctions } from "../../peers/tfjs-functions.mjs";

/** TensorFlow.js on its webgpu backend. It keeps a copy of what was read, so it cannot be asked to read again. */
export async function loadTfjs() {
  const { default: module, ...names } = await import("@tensorflow/tfjs");
  const tf = module ?? names;
  await import("@tensorflow/tfjs-backend-webgpu");
  if (!(await tf.setBackend("webgpu"))) throw new Error("its webgpu backend does not start");
  await tf.ready();
  const functions = tfjsFunctions(tf);
  const finish = async () => {
    const backend = tf.backend();
    backend.ensureCommandEncoderReady();
    backend.endComputePassEncoder();
    backend.submitQueue();
    await backend.device.queue.onSubmittedWorkDone();
  };

  return {
    name: "tfjs",
    contestant(entry) {
      const { task, inputs } = entry;
      if (task === "upload") return { finish, ...uploading(tf, inputs.x) };
      return functions[task] && { finish, ...tfjsCall(tf, functions[task], entry) };
    },
  };
}

function uploading(tf, { shape, values }) {
  let tensor;
  return {
    run: () => {
      tensor?.dispose();
      tensor = tf.tensor(values, shape);
      tf.backend().uploadToGPU(tensor.dataId); // else at its first use
    },
    output: async () => ({ y: await tensor.data() }),
    dispose: () => tensor?.dispose(),
  };
}
