import { mapValues } from "../map-values.mjs";
import { chainLength, onnxGraphs } from "./onnx-graphs.mjs";
import { onnxModel } from "./onnx-model.mjs";

const chained = new Set(["softmax", "layerNorm", "gelu"]);

/** A peer out of an ONNX runtime; a call is a whole session.run, copies in and out included. */
export function onnxPeer(name, runtime, sessionOptions) {
  const open = async (entry, repeats) => {
    const { task, inputs, options = {}, fresh } = entry;
    const graph = onnxGraphs[task](inputs, options, { repeats, fresh });
    if (!graph) return undefined;
    const { nodes, constants, feeds, output } = graph;
    const shapes = mapValues(feeds, ({ shape }) => shape);
    const model = onnxModel({ nodes, constants, inputs: shapes, outputs: { y: output } });
    const session = await runtime.InferenceSession.create(model, sessionOptions);
    const operands = mapValues(
      feeds,
      ({ shape, values }) => new runtime.Tensor("float32", values, shape),
    );
    return { run: () => session.run(operands), release: () => session.release() };
  };

  return {
    name,
    async contestant(entry) {
      if (!onnxGraphs[entry.task] || entry.gradientOf) return undefined;
      const repeats = chained.has(entry.task) ? chainLength : 1;
      const timed = await open(entry, repeats);
      if (!timed) return undefined;
      return {
        repeats,
        // Fresh operands cost nothing here: feeds are copied in every call anyway.
        ...(entry.fresh && { before: () => {} }),
        run: timed.run,
        output: async () => {
          const single = repeats === 1 ? timed : await open(entry, 1);
          const { y } = await single.run();
          if (single !== timed) await single.release();
          return { y: y.data };
        },
        dispose: timed.release,
      };
    },
  };
}
