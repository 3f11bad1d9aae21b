import { mapValues } from "../../map-values.mjs";
import { tfjsFunctions, tfjsGradients } from "../../peers/tfjs-functions.mjs";

/** TensorFlow.js on its webgpu backend. It keeps a copy of what was read, so it cannot be asked to read again. */
export async function loadTfjs() {
  const { default: module, ...names } = await import("@tensorflow/tfjs");
  const tf = module ?? names;
  await import("@tensorflow/tfjs-backend-webgpu");
  if (!(await tf.setBackend("webgpu"))) throw new Error("its webgpu backend does not start");
  await tf.ready();
  const functions = tfjsFunctions(tf);
  const upload = ({ shape, values }) => tf.tensor(values, shape);
  const finish = async () => {
    const backend = tf.backend();
    backend.ensureCommandEncoderReady();
    backend.endComputePassEncoder();
    backend.submitQueue();
    await backend.device.queue.onSubmittedWorkDone();
  };

  return {
    name: "tfjs",
    contestant({ task, inputs, options = {}, gradientOf }) {
      if (task === "upload") return { finish, ...uploading(tf, inputs.x, upload) };
      if (!functions[task]) return undefined;
      const operands = mapValues(inputs, upload);
      const compute = functions[task](options, inputs);
      const differentiate = gradientOf && tfjsGradients(tf, compute, operands, gradientOf);
      let results = [];
      return {
        finish,
        run: () => {
          tf.dispose(results);
          results = differentiate?.() ?? [tf.tidy(() => compute(operands))];
        },
        output: async () => {
          const values = await Promise.all(results.map((tensor) => tensor.data()));
          return Object.fromEntries(values.map((value, i) => [gradientOf?.[i] ?? "y", value]));
        },
        dispose: () => tf.dispose([...results, ...Object.values(operands)]),
      };
    },
  };
}

function uploading(tf, x, upload) {
  let tensor;
  return {
    run: () => {
      tensor?.dispose();
      tensor = upload(x);
      tf.backend().uploadToGPU(tensor.dataId); // else at its first use
    },
    output: async () => ({ y: await tensor.data() }),
    dispose: () => tensor?.dispose(),
  };
}
