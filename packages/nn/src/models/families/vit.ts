import { classifier, imageFamily, pooler } from "./image-family.ts";

/** ViT: patches of an image are tokens, behind one of the class. Dosovitskiy et al., arXiv:2010.11929. */
export const vit = imageFamily(
  "vit",
  ["cls_token"],
  [
    ["ViTForImageClassification", classifier],
    ["ViTModel", pooler],
  ],
);
