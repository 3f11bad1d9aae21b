import { readSafetensors } from "@qkv/nn/weights";
import { isShipped } from "../../models/shipped.ts";
import type { Request } from "../request.ts";

/** Of a model that comes with the page; undefined of any other. */
export const pytorchValues: Request<"pytorchValues"> = async ({ model }, { models, signal }) => {
  if (!isShipped(model)) return undefined;
  const file = await models.bytes(`pytorch/${model}.safetensors`, signal);
  const { tensors, metadata } = readSafetensors(file);
  const order: string[] = JSON.parse(metadata!.order!);
  return {
    text: metadata!.text!,
    more: JSON.parse(metadata!.more!),
    versions: { torch: metadata!.torch!, transformers: metadata!.transformers! },
    tensors: order.map((key) => {
      const { shape, values } = tensors.get(key)!;
      const [, name, role] = /^(.*)\/([^#]*)/.exec(key)!;
      return { name: name!, role: role!, shape, data: Float32Array.from(values as Float32Array) };
    }),
  };
};
