import { tensor } from "../../device/create-tensor.ts";
import type {
  EncoderDescription,
  TextPairsDescription,
} from "../../model-folder/model-description.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import type { HostTensor } from "../../weights/host-tensor.ts";
import {
  captured,
  flopsPerToken,
  type Inspection,
  parametersOf,
  tensorRows,
} from "../inspect-model.ts";
import { OpenedModel } from "../opened-model.ts";
import { mostTokens, rowsOfStep } from "../random-ids.ts";
import type { AdmittedText, UnknownTreatment } from "../recipe-model.ts";
import type { TrainingSettings } from "../settings.ts";
import { admitText } from "../text/admit-text.ts";
import type { LearningModel } from "./base-model.ts";
import { fineTuningTable } from "./fine-tuning-settings.ts";

/** Of a text at most, where settings do not say it. */
const usualTokens = 128;

type RowSettings = TrainingSettings & {
  readonly context?: number;
  readonly columns?: readonly string[];
};

/** What published models that learn from rows of data have alike: how a text is admitted, how long it may be, what shows their shape. */
export abstract class FineTunedModel<
  M extends LearningModel,
  D extends TextPairsDescription | EncoderDescription,
> extends OpenedModel<M, D, RowSettings> {
  readonly recipe = fineTuningTable.recipe;
  readonly usualTreatment = undefined;

  /** Ids for `forward`, the same every time: [rows, trialTokens] each. */
  protected abstract randomInputs(rows: number): readonly HostTensor[];
  /** What `forward` gives for one text. */
  protected abstract pass(ids: Tensor): Tensor;
  protected abstract promptIds(prompt: string): ArrayLike<number>;

  /** Tokens of a text at most. */
  protected get most(): number {
    const { contextLength = usualTokens } = this.model;
    return Math.min(contextLength, this.settings.context ?? usualTokens);
  }

  protected get trialTokens(): number {
    return Math.min(this.most, mostTokens);
  }

  /** Names of the columns that are read; the usual ones where it is empty. */
  protected get columns(): readonly string[] {
    return this.settings.columns ?? [];
  }

  admitPrompt(prompt: string, treatment: UnknownTreatment): AdmittedText {
    return admitText(prompt, this.description.tokenizer, treatment);
  }

  admitData(text: string, treatment: UnknownTreatment): AdmittedText {
    return this.admitPrompt(text, treatment);
  }

  async inspect(prompt?: string): Promise<Inspection> {
    const { model, description } = this;
    const pass = (ids: ArrayLike<number>) => () =>
      this.pass(tensor(Int32Array.from(ids), { shape: [1, ids.length] }));
    const inspection = {
      ...{ config: description.config, ...parametersOf(model), memory: this.size.memory },
      flopsPerToken: flopsPerToken(
        pass(new Int32Array(this.trialTokens).fill(1)),
        this.trialTokens,
      ),
    };
    if (prompt === undefined) return inspection;
    using tensors = captured(model, pass(this.promptIds(prompt)));
    return { ...inspection, tensors: tensorRows(tensors) };
  }

  checkInputs(): readonly HostTensor[] {
    return this.randomInputs(2);
  }

  stepInputs(sequences: number): readonly HostTensor[] {
    const tokens = this.randomInputs(1).length * this.trialTokens;
    return this.randomInputs(rowsOfStep(sequences, tokens, this.size.parameters));
  }
}

/** Ids filled up to one length: [rows, tokens]. */
export function paddedRows(rows: readonly (readonly number[])[], padding: number): HostTensor {
  const length = Math.max(...rows.map((row) => row.length));
  const values = new Int32Array(rows.length * length).fill(padding);
  for (const [i, row] of rows.entries()) values.set(row, i * length);
  return { dtype: "int32", shape: [rows.length, length], values };
}
