import { defaultDevice } from "../device/default-device.ts";
import type { FileSource } from "../model-folder/file-source.ts";
import type { DataRecord } from "../model-folder/model-description.ts";
import type { Model } from "../models/roles.ts";
import type { Fields } from "../options/define-options.ts";
import { fromPretrained } from "../pretrained/browser-pretrained.ts";
import type { FigureTable } from "../recipes/figures.ts";
import type { Sample } from "../recipes/sample.ts";
import type { Score } from "../recipes/score.ts";
import type { Device } from "../tensor/device.ts";
import type { ApplicationParts, HeldOutOptions, OpenedParts } from "./application.ts";
import type { StoredApplication } from "./application-settings.ts";
import { describedBase, filesBeside } from "./base-model.ts";
import type { DataFiles } from "./data-files.ts";
import type { ApplicationTraining } from "./training-fields.ts";

/** What is measured of a trained model, and shown. */
interface Measuring {
  score(files: DataFiles | undefined, options: HeldOutOptions): Promise<Score>;
  samples(files: DataFiles | undefined, options: HeldOutOptions): Promise<readonly Sample[]>;
  dispose(): void;
}

/** A trained model of an application. Disposing of it frees the model. */
export class ApplicationModel implements Disposable {
  readonly model: Model;
  readonly settings: ApplicationTraining;
  readonly figures: FigureTable;
  /** What it was trained on. */
  readonly data: DataRecord;
  readonly #measuring: Measuring;

  private constructor(
    model: Model,
    { settings, data }: { readonly settings: ApplicationTraining; readonly data: DataRecord },
    figures: FigureTable,
    measuring: Measuring,
  ) {
    this.model = model;
    this.settings = settings;
    this.data = data;
    this.figures = figures;
    this.#measuring = measuring;
  }

  /** @internal */
  static async open<F extends Fields, Data, M extends Model, B>(
    parts: ApplicationParts<F, Data, M, B>,
    stored: StoredApplication<F>,
    folder: FileSource,
    { device = defaultDevice() }: { readonly device?: Device },
  ): Promise<ApplicationModel> {
    const { settings } = stored;
    const { model, config } = await fromPretrained(folder, { device });
    const files = await filesBeside(folder);
    const { base: use } = parts;
    const base = use?.kept ? await describedBase(folder, use) : undefined;
    const opened: OpenedParts<F, M> = { model: model as M, settings, config, files, base };
    const work = parts.open(opened);
    const onData =
      <T>(use: (data: Data) => Promise<T>) =>
      async (given: DataFiles | undefined): Promise<T> =>
        use(await parts.read(given, settings));
    return new ApplicationModel(model, stored, parts.figures, {
      score: (given, options) => onData((data) => work.score(data, options))(given),
      samples: (given, options) => onData((data) => work.samples(data, options))(given),
      dispose: () => work.dispose?.(),
    });
  }

  /**
   * Its figures on a part of the data that are in these files, or of the application's own where there are none.
   *
   * @throws RecipeError for data that it cannot be measured on
   */
  score(files: DataFiles | undefined, options: HeldOutOptions): Promise<Score> {
    return this.#measuring.score(files, options);
  }

  /** Examples of what it makes of them. */
  samples(files: DataFiles | undefined, options: HeldOutOptions): Promise<readonly Sample[]> {
    return this.#measuring.samples(files, options);
  }

  dispose(): void {
    this.#measuring.dispose();
    this.model.dispose();
  }

  [Symbol.dispose](): void {
    this.dispose();
  }
}
