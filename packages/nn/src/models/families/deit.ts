import { TeacherClassifier } from "../heads/teacher-classifier.ts";
import { classifier, type ImageHead, imageFamily, pooler } from "./image-family.ts";

/** Scores of two tokens, and their mean; their parts stand beside the backbone. */
const teacher: ImageHead = {
  name: "",
  make: ({ hidden_size, initializer_range }, labels, options) =>
    new TeacherClassifier(hidden_size, labels, initializer_range, options),
};

/** DeiT: a ViT with a second token, which learns what a teacher says. Touvron et al., arXiv:2012.12877. */
export const deit = imageFamily(
  "deit",
  ["cls_token", "distillation_token"],
  [
    ["DeiTForImageClassification", classifier],
    ["DeiTForImageClassificationWithTeacher", teacher],
    ["DeiTModel", pooler],
  ],
);
