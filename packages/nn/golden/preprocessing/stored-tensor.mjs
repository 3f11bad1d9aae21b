/** A tensor of values.safetensors by its name. */
export function storedTensor(tensors, name) {
  const tensor = tensors.get(name);
  if (!tensor) throw new Error(`there is no tensor ${JSON.stringify(name)} in values.safetensors`);
  return tensor;
}
