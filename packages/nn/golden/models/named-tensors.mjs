import { nn } from "../library.mjs";

/** The stored tensors of a role, by their names, on the device. */
export function namedTensors(tensors, role, device) {
  const made = {};
  for (const [key, { dtype, shape, values }] of tensors)
    if (key.startsWith(`${role}/`))
      made[key.slice(role.length + 1)] = nn.tensor(values, { dtype, shape, device });
  return made;
}
