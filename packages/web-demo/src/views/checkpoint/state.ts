import { text } from "../../address/fields.ts";
import { defineState } from "../../address/state-codec.ts";

export const checkpointState = defineState({
  /** "hub:OWNER/NAME", or "folder:NAME" of one that was opened in this session; none at first. */
  model: text("", 200),
});

export type CheckpointState = typeof checkpointState.initial;
