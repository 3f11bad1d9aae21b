/** What is asked and answered about a checkpoint of somebody's own, before its weights are read. */
export interface CheckpointCalls {
  /** What a folder or a model of the hub is, and what it would take, out of its config.json and the sizes of its files. */
  inspectCheckpoint: { ask: CheckpointAsk; event: never; answer: CheckpointAnswer };
}

export interface CheckpointAsk {
  /** "hub:OWNER/NAME", or "folder:NAME" with its files. */
  readonly model: string;
  readonly files?: readonly File[];
  /** Where each file lies in the folder, of files that do not say it themselves; the folder's name first. */
  readonly paths?: readonly string[];
}

/** Memory that a model would take, in bytes: counted out of its config.json, nothing is measured. */
export interface PlannedMemory {
  readonly parameters: number;
  /** Its weights, and the tables that it makes itself. */
  readonly load: number;
  /** At the peak of a pass over its whole context. */
  readonly inference: number;
  /** At the peak of a training step with AdamW. */
  readonly training: number;
  /** Keys and values of its whole context; 0 where nothing is cached. */
  readonly cache: number;
  /** Tokens of such a pass. */
  readonly tokens: number;
  readonly flopsPerToken: number;
}

export interface CheckpointAnswer {
  readonly model: string;
  /** `model_type` and `architectures` of its config.json; none of a single file that is a whole model. */
  readonly family?: string;
  readonly architectures: readonly string[];
  readonly plan?: PlannedMemory;
  /** Bytes of the files that were handed over. */
  readonly fileBytes: number;
  /** Most bytes that the page can have for it. */
  readonly room: number;
  readonly hasTokenizer: boolean;
  /** "no" where its weights alone are more than the page can have, "tight" where a pass of its whole context is. */
  readonly fits: "yes" | "tight" | "no";
}
