import { jaxCall } from "../../peers/jax-call.mjs";
import { jaxFunctions } from "../../peers/jax-functions.mjs";
import { jaxTraining } from "../../peers/jax-training.mjs";

/** jax-js on its webgpu backend. */
export async function loadJax() {
  const jax = await import("@jax-js/jax");
  await jax.init("webgpu");
  jax.defaultDevice("webgpu");
  const functions = jaxFunctions(jax);
  const upload = ({ shape, values }) => jax.numpy.array(values, { shape });
  const finish = () => jax.getWebGPUDevice().queue.onSubmittedWorkDone();
  const special = {
    read: (x) => reading(computed(jax, x, upload)),
    download: (x) => reading(upload(x)),
    upload: (x) => uploading(x, upload),
  };

  return {
    name: "jax",
    contestant(entry) {
      const { task, inputs, options = {} } = entry;
      if (task === "training")
        return { finish, ...jaxTraining(jax, inputs, options, { inOrder: true }) };
      if (special[task]) return { finish, ...special[task](inputs.x) };
      return functions[task] && { finish, ...computing(jax, functions[task], entry) };
    },
  };
}

function computing(jax, compute, entry) {
  const { start, ...call } = jaxCall(jax, compute, entry);
  return {
    ...call,
    run: () => {
      for (const result of start()) submit(result);
    },
  };
}

/** Have it computed, but not waited for: arrays are lazy, and one disposed of unasked for is never computed. */
const submit = (array) => array.ref.gpuBufferSync();

/** An array of the device: few elements that were never computed with are kept on the host. */
const computed = (jax, { shape, values }, upload) =>
  jax.jit((x) => x.mul(2))(upload({ shape, values: values.map((value) => value / 2) }));

function reading(array) {
  let values;
  return {
    run: async () => {
      values = await array.ref.data();
    },
    output: () => ({ y: values }),
    dispose: () => array.dispose(),
  };
}

function uploading(x, upload) {
  let array;
  return {
    run: () => {
      array?.dispose();
      array = upload(x);
      submit(array);
    },
    output: async () => ({ y: await array.ref.data() }),
    dispose: () => array?.dispose(),
  };
}
