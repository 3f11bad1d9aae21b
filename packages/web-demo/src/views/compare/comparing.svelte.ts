import type { Engine } from "../../engine/client.ts";
import type {
  CompareAsk,
  Comparison,
  Doing,
  FailedBackend,
  MeasuredBackend,
  SweepAsk,
  SweepPoint,
} from "../../engine/protocol.ts";

/** What has been found so far; it grows while the backends work. */
export interface Comparing {
  readonly asked: CompareAsk | undefined;
  readonly doing: Doing | undefined;
  readonly running: boolean;
  readonly cancelled: boolean;
  readonly failure: string | undefined;
  readonly measured: readonly MeasuredBackend[];
  readonly comparisons: readonly Comparison[];
  readonly failed: readonly FailedBackend[];
  start(ask: CompareAsk): Promise<void>;
  cancel(): void;
}

/** One run at a time; what came before the end stays when it is cancelled or fails. */
export function comparing(engine: () => Engine): Comparing {
  let asked = $state.raw<CompareAsk>();
  let doing = $state.raw<Doing>();
  let cancelled = $state(false);
  let failure = $state<string>();
  let measured = $state.raw<readonly MeasuredBackend[]>([]);
  let comparisons = $state.raw<readonly Comparison[]>([]);
  let failed = $state.raw<readonly FailedBackend[]>([]);
  let abort = $state.raw<AbortController>();
  return {
    async start(ask) {
      abort?.abort();
      const mine = new AbortController();
      [abort, asked, doing, cancelled, failure] = [mine, ask, undefined, false, undefined];
      [measured, comparisons, failed] = [[], [], []];
      try {
        await engine().ask("compareBackends", ask, {
          signal: mine.signal,
          onEvent(event) {
            if (event.kind === "doing") doing = event;
            else if (event.kind === "measured") measured = [...measured, event.measured];
            else if (event.kind === "compared") comparisons = [...comparisons, event.comparison];
            else failed = [...failed, event.failed];
          },
        });
      } catch (error) {
        if (!mine.signal.aborted) failure = error instanceof Error ? error.message : String(error);
      } finally {
        if (abort === mine) abort = undefined;
      }
    },
    cancel() {
      abort?.abort();
      [abort, cancelled] = [undefined, true];
    },
    get asked() {
      return asked;
    },
    get doing() {
      return doing;
    },
    get running() {
      return abort !== undefined;
    },
    get cancelled() {
      return cancelled;
    },
    get failure() {
      return failure;
    },
    get measured() {
      return measured;
    },
    get comparisons() {
      return comparisons;
    },
    get failed() {
      return failed;
    },
  };
}

export interface Sweeping {
  readonly running: boolean;
  readonly failure: string | undefined;
  readonly points: readonly SweepPoint[];
  readonly failed: readonly FailedBackend[];
  start(ask: SweepAsk): Promise<void>;
  cancel(): void;
}

export function sweeping(engine: () => Engine): Sweeping {
  let failure = $state<string>();
  let points = $state.raw<readonly SweepPoint[]>([]);
  let failed = $state.raw<readonly FailedBackend[]>([]);
  let abort = $state.raw<AbortController>();
  return {
    async start(ask) {
      abort?.abort();
      const mine = new AbortController();
      [abort, failure, points, failed] = [mine, undefined, [], []];
      try {
        await engine().ask("sweepWidths", ask, {
          signal: mine.signal,
          onEvent(event) {
            if (event.kind === "point") points = [...points, event.point];
            else failed = [...failed, event.failed];
          },
        });
      } catch (error) {
        if (!mine.signal.aborted) failure = error instanceof Error ? error.message : String(error);
      } finally {
        if (abort === mine) abort = undefined;
      }
    },
    cancel() {
      abort?.abort();
      abort = undefined;
    },
    get running() {
      return abort !== undefined;
    },
    get failure() {
      return failure;
    },
    get points() {
      return points;
    },
    get failed() {
      return failed;
    },
  };
}
