import { explain } from "../explain/explain.ts";
import type { HostParameter, Pass } from "../explain/pass.ts";
import type { TensorAnswer } from "../protocol.ts";
import type { Request } from "../request.ts";
import { forward } from "./forward.ts";

/** The pass whose cells were asked for last: people go from cell to cell. */
let kept: { readonly key: string; readonly tensors: readonly TensorAnswer[] } | undefined;

export const explainCell: Request<"explainCell"> = async (ask, context) => {
  const { model: name, text, more = [] } = ask;
  const key = JSON.stringify([name, text, more]);
  if (kept?.key !== key) kept = { key, tensors: (await forward(ask, { ...context })).tensors };
  const { tensors } = kept;
  const { model } = await context.models.open(name, context);
  const tensor = tensors[ask.tensor];
  const inside =
    tensor?.shape.length === ask.cell.length &&
    ask.cell.every((at, axis) => Number.isInteger(at) && at >= 0 && at < tensor.shape[axis]!);
  if (!tensor || !inside)
    throw new RangeError(`there is no cell [${ask.cell.join(", ")}] of tensor ${ask.tensor}`);
  const parameters = new Map<string, HostParameter>();
  for (const [name, one] of model.stateDict())
    if (mayMatter(name, tensor.name))
      parameters.set(name, { name, shape: one.shape, data: Float32Array.from(await one.data()) });
  const pass: Pass = {
    ...{ tensors, index: ask.tensor, cell: ask.cell },
    parameterNames: [...parameters.keys()],
    parameter: (name) => parameters.get(name),
  };
  const how = explain(pass);
  if (how.kind !== "unknown" || tensor.shape.length !== 4) return how;
  const { explainRotation } = await import("../explain/rotation.ts");
  return explainRotation(pass, model) ?? how;
};

/** What belongs to the module itself, and the tables of its parts; of a large model all would take long to read. */
function mayMatter(parameter: string, module: string): boolean {
  const prefix = module === "" ? "" : `${module}.`;
  const path = parameter.startsWith(prefix) ? parameter.slice(prefix.length).split(".") : [];
  return path.length === 1 || (path.length === 2 && path[1] === "weight");
}
