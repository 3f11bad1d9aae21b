import type { Request } from "../request.ts";

/** What knows every family is loaded when somebody brings a checkpoint. */
export const inspectCheckpoint: Request<"inspectCheckpoint"> = async (ask, { signal }) =>
  (await import("../checkpoint/inspect-checkpoint.ts")).inspectCheckpoint(ask, signal);
