import type { CallName } from "../protocol.ts";
import type { Request } from "../request.ts";

/** Answered by what is loaded when it is first asked: the first view waits for none of it. */
export const later =
  <K extends CallName>(load: () => Promise<Request<K>>): Request<K> =>
  async (ask, context) =>
    (await load())(ask, context);
