import type { Request } from "../request.ts";

export const parameter: Request<"parameter"> = async ({ model: name, name: path }, context) => {
  const { model } = await context.models.open(name, context);
  const found = model.stateDict().get(path);
  if (!found) throw new RangeError(`${name} has no parameter ${path}`);
  return {
    name: path,
    role: "weight",
    axes: found.shape.map(String),
    shape: found.shape,
    data: Float32Array.from(await found.data()),
  };
};
