import { explain } from "../explain/explain.ts";
import type { HostParameter, Pass } from "../explain/pass.ts";
import type { Request } from "../request.ts";
import { forward } from "./forward.ts";

export const explainCell: Request<"explainCell"> = async (ask, context) => {
  const { tensors } = await forward(ask, { ...context });
  const { model } = await context.models.open(ask.model, context);
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
  return explain(pass);
};

/** What belongs to the module itself, and the tables of its parts; of a large model all would take long to read. */
function mayMatter(parameter: string, module: string): boolean {
  const prefix = module === "" ? "" : `${module}.`;
  const path = parameter.startsWith(prefix) ? parameter.slice(prefix.length).split(".") : [];
  return path.length === 1 || (path.length === 2 && path[1] === "weight");
}
