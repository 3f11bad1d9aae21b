import { Linear } from "../../layers/linear.ts";
import { filledWith, normalWith } from "../../module/initializers.ts";
import type { ParameterOptions } from "../../module/parameter-options.ts";
import { add } from "../../ops/add.ts";
import { scale } from "../../ops/scale.ts";
import { select } from "../../ops/select.ts";
import { type Encoded, Head, type HeadOutputs } from "./head.ts";

/** Scores out of the first token, and out of the one that learnt from a teacher, and their mean. DeiT, arXiv:2012.12877. */
export class TeacherClassifier extends Head {
  override readonly labels: readonly string[];
  /** dModel -> labels */
  readonly ofClass: Linear;
  /** dModel -> labels */
  readonly ofTeacher: Linear;

  constructor(
    dModel: number,
    labels: readonly string[],
    deviation: number,
    options: ParameterOptions,
  ) {
    super();
    this.labels = labels;
    const inits = { weightInit: normalWith(deviation), biasInit: filledWith(0), axis: "labels" };
    const linear = (name: string) =>
      this.child(name, new Linear(dModel, labels.length, { ...options, ...inits }));
    this.ofClass = linear("cls_classifier");
    this.ofTeacher = linear("distillation_classifier");
  }

  /** [batch, tokens, dModel] -> { logits, cls_logits, distillation_logits }, each [batch, labels]. */
  forward({ hidden }: Encoded): HeadOutputs {
    const ofClass = this.ofClass.forward(select(hidden, 1, 0));
    const ofTeacher = this.ofTeacher.forward(select(hidden, 1, 1));
    const logits = scale(add(ofClass, ofTeacher), 0.5);
    return { logits, cls_logits: ofClass, distillation_logits: ofTeacher };
  }
}
