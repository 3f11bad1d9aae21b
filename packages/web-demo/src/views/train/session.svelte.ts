import type { Engine } from "../../engine/client.ts";
import type { Look, RunAnswer, StepRecord, TrainingEvent } from "../../engine/protocol.ts";
import { textOf } from "./data.ts";
import { readNote, writeNote } from "./note.ts";
import { LATEST, saveRun } from "./saved-runs.ts";
import { type Experiment, experiment, experimentText, settingsOf } from "./state.ts";
import { whenQuiet } from "./when-quiet.ts";

/** A curve that is kept to be laid over others. */
export interface KeptCurve {
  readonly name: string;
  readonly records: readonly StepRecord[];
}

/** A run as the page knows it: it outlives the view, so that nothing is lost when one looks at another. */
export class Session {
  #engine: Engine;
  readonly #run = crypto.randomUUID();
  /** What the worker told and nobody has seen. */
  #news: TrainingEvent[] = [];
  /** What was asked of the worker last, until it is done: one thing at a time. */
  #work: Promise<void> = Promise.resolve();
  phase = $state<"none" | "starting" | "paused" | "training" | "ending">("none");
  answer = $state.raw<RunAnswer>();
  /** What the run was made of. */
  made = $state.raw<Experiment>();
  records = $state.raw<readonly StepRecord[]>([]);
  looks = $state.raw<readonly Look[]>([]);
  kept = $state.raw<readonly KeptCurve[]>([]);
  failure = $state<string>();
  /** How many moments the file had that the run was opened from; undefined of one that began here. */
  moments = $state<number>();
  /** Counts what has changed in the run: whoever shows a tensor asks again. */
  version = $state(0);
  /** Counts what this browser was given to keep. */
  stores = $state(0);
  /** One's own text, and how its file is called. */
  file = $state.raw<{ readonly name: string; readonly text: string }>({ name: "", text: "" });

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  /** Speak to the worker through this: each place of a view counts what it waits for. */
  use(engine: Engine): void {
    this.#engine = engine;
  }

  get run(): string {
    return this.#run;
  }

  get step(): number {
    return this.records.at(-1)?.step ?? this.answer?.step ?? 0;
  }

  /** Something new may be asked for. */
  get idle(): boolean {
    return this.phase === "none" || this.phase === "paused";
  }

  get finished(): boolean {
    return this.made !== undefined && this.step >= this.made.steps;
  }

  /** A new run; the old one is gone. */
  async start(made: Experiment) {
    await this.#attempt("starting", async () => {
      const settings = settingsOf(made);
      const text = textOf(made, this.file.text);
      const ask = { run: this.#run, settings, text };
      this.#took(await this.#engine.ask("startRun", ask), made, []);
      this.moments = undefined;
    });
  }

  #took(answer: RunAnswer, made: Experiment, records: readonly StepRecord[]): void {
    [this.answer, this.made, this.records, this.looks] = [answer, made, records, answer.looks];
    this.version++;
  }

  /** Until so many steps are done; all of them unless given. Where it stops, this browser keeps it. */
  async train(steps = this.made!.steps) {
    await this.#attempt("training", async () => {
      const onEvent = (event: TrainingEvent) => this.#heard(event);
      try {
        await this.#engine.ask("trainRun", { run: this.#run, steps }, { onEvent });
      } finally {
        this.#tell();
      }
      await this.store(LATEST);
    });
  }

  /** Keep it in this browser under a name. */
  async store(name: string) {
    await saveRun(name, this.step, await this.saved());
    this.stores++;
  }

  /** News wait while somebody types or drags: one drawing of all of it when they pause. */
  #heard(event: TrainingEvent): void {
    this.#news.push(event);
    if (this.#news.length === 1) void whenQuiet().then(() => this.#tell());
  }

  #tell(): void {
    const news = this.#news;
    if (news.length === 0) return; // it was told since
    this.#news = [];
    const records = news.flatMap((event) => (event.kind === "steps" ? event.records : []));
    const looks = news.flatMap((event) => (event.kind === "look" ? [event.look] : []));
    this.records = [...this.records, ...records];
    if (looks.length > 0) this.looks = [...this.looks, ...looks];
    this.version++;
  }

  async pause() {
    if (this.phase === "training") await this.#engine.ask("pauseRun", { run: this.#run });
  }

  async rewind(step: number) {
    await this.#attempt("starting", async () => {
      const answer = await this.#engine.ask("rewindRun", { run: this.#run, step });
      const until = this.records.filter((record) => record.step <= step);
      this.#took(answer, this.made!, until);
    });
  }

  /** Where it is training it is paused first, which this browser keeps; nothing begins before all of it is gone. */
  async end() {
    await this.pause();
    await this.#work;
    await this.#attempt("ending", async () => {
      await this.#engine.ask("endRun", { run: this.#run });
      [this.answer, this.made, this.records, this.looks] = [undefined, undefined, [], []];
      this.moments = undefined;
    });
  }

  /** Lay the curve over those of runs to come. */
  keep(name: string): void {
    if (this.records.length > 0) this.kept = [...this.kept, { name, records: this.records }];
  }

  forget(): void {
    this.kept = [];
  }

  /** Everything to go on from, in one file. */
  async saved(): Promise<Uint8Array<ArrayBuffer>> {
    const made = this.made!;
    const note = writeNote({
      experiment: experimentText(made),
      records: this.records,
      ...(made.data === "file" ? { file: this.file } : {}),
    });
    return (await this.#engine.ask("saveRun", { run: this.#run, note })).file;
  }

  /** Go on where a file was saved; gives what the run was made of. */
  async open(file: Uint8Array): Promise<Experiment | undefined> {
    let made: Experiment | undefined;
    await this.#attempt("starting", async () => {
      const { note } = await this.#engine.ask("readRunFile", { file });
      const read = readNote(note);
      if (read.file) this.file = read.file;
      made = experiment.read(new URLSearchParams(read.experiment));
      const ask = { run: this.#run, settings: settingsOf(made), saved: file };
      const text = textOf(made, this.file.text);
      this.#took(await this.#engine.ask("startRun", { ...ask, text }), made, read.records);
      this.moments = this.looks.length;
    });
    return this.failure === undefined ? made : undefined;
  }

  async #attempt(
    phase: "starting" | "training" | "ending",
    body: () => Promise<void>,
  ): Promise<void> {
    if (!this.idle) return;
    [this.phase, this.failure] = [phase, undefined];
    this.#work = body()
      .catch((error: unknown) => {
        this.failure = error instanceof Error ? error.message : String(error);
      })
      .finally(() => {
        this.phase = this.answer ? "paused" : "none";
        this.version++;
      });
    await this.#work;
  }
}

/** The session of a worker, made when it is first asked for. */
export function sessionOf(engine: Engine): Session {
  const known = engine.kept.get("train");
  if (known instanceof Session) {
    known.use(engine);
    return known;
  }
  const made = new Session(engine);
  engine.kept.set("train", made);
  return made;
}
