import type { Engine } from "../../engine/client.ts";
import type { CheckpointAnswer, Loading } from "../../engine/protocol.ts";
import type { Given } from "./dropped.ts";
import { type HistoryStep, historyIn } from "./history.ts";

/** What has been looked at in this session: a link back to it shows its plan again, and how its training went. */
const seen = new Map<string, CheckpointAnswer>();
const histories = new Map<string, readonly HistoryStep[]>();

export const historyOf = (model: string): readonly HistoryStep[] | undefined =>
  histories.get(model);

export type Stage = "inspect" | "load";

/** One checkpoint on its way in. */
export interface Bringing {
  readonly name: string;
  /** What is being done; undefined when nothing is. */
  readonly stage: Stage | undefined;
  readonly loading: Loading | undefined;
  readonly failure: Error | undefined;
  /** Of the one that comes, before its weights are read. */
  readonly inspected: CheckpointAnswer | undefined;
  /** Looks, and loads what fits. */
  bring(given: () => Promise<Given>): Promise<void>;
  bringFromHub(name: string): Promise<void>;
  /** Loads what was said to be tight. */
  load(): Promise<void>;
  cancel(): void;
}

export const inspectedBefore = (model: string): CheckpointAnswer | undefined => seen.get(model);

/** `onopen` is called with the model's name once it is open. */
export function bringing(engine: () => Engine, onopen: (model: string) => void): Bringing {
  let name = $state("");
  let stage = $state<Stage>();
  let loading = $state.raw<Loading>();
  let failure = $state.raw<Error>();
  let inspected = $state.raw<CheckpointAnswer>();
  let coming: { readonly model: string; readonly given?: Given } | undefined;
  let abort: AbortController | undefined;

  /** Runs one thing at a time; the one before it is cancelled. */
  async function during(begins: Stage, work: (signal: AbortSignal) => Promise<void>) {
    abort?.abort();
    const mine = new AbortController();
    abort = mine;
    [stage, loading, failure] = [begins, undefined, undefined];
    try {
      await work(mine.signal);
    } catch (error) {
      if (!mine.signal.aborted) failure = error instanceof Error ? error : new Error(String(error));
    } finally {
      if (abort === mine) [abort, stage] = [undefined, undefined];
    }
  }
  const asked = ({ model, given }: NonNullable<typeof coming>) => ({
    model,
    ...(given ? { files: given.files, paths: given.paths } : {}),
  });
  async function look(signal: AbortSignal) {
    const found = await engine().ask("inspectCheckpoint", asked(coming!), { signal });
    inspected = found;
    seen.set(found.model, found);
    if (found.fits === "yes") await read(signal);
  }
  async function read(signal: AbortSignal) {
    stage = "load";
    const one = coming!;
    await engine().ask("openModel", asked(one), {
      signal,
      onEvent: (event) => {
        loading = event;
      },
    });
    onopen(one.model);
  }
  return {
    bring: (take) =>
      during("inspect", async (signal) => {
        [inspected, coming, name] = [undefined, undefined, ""];
        const given = await take();
        if (given.files.length === 0) throw new DOMException("", "NotFoundError");
        name = given.name;
        coming = { model: `folder:${given.name}`, given };
        const history = await historyIn(given.files, given.paths);
        if (history && history.length > 0) histories.set(coming.model, history);
        else histories.delete(coming.model);
        await look(signal);
      }),
    bringFromHub: (hubName) =>
      during("inspect", async (signal) => {
        [inspected, name] = [undefined, hubName];
        coming = { model: `hub:${hubName}` };
        await look(signal);
      }),
    load: () => during("load", read),
    cancel() {
      abort?.abort();
      [abort, stage] = [undefined, undefined];
    },
    get name() {
      return name;
    },
    get stage() {
      return stage;
    },
    get loading() {
      return loading;
    },
    get failure() {
      return failure;
    },
    get inspected() {
      return inspected;
    },
  };
}
