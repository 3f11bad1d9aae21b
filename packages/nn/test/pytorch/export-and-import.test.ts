import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { filesInMemory } from "../../src/model-folder/files-in-memory.ts";
import { fileWeights } from "../../src/models/families/file-weights.ts";
import { exportRun } from "../../src/pytorch/export-run.ts";
import { importRun } from "../../src/pytorch/import-run.ts";
import { readSafetensors } from "../../src/weights/read-safetensors.ts";
import { exportedFiles, kinds, runOf } from "./exported-run.ts";

const json = (bytes: Uint8Array) => JSON.parse(new TextDecoder().decode(bytes));

describe.each(Object.keys(kinds))("%s", (kind) => {
  let given: Awaited<ReturnType<typeof runOf>>;
  beforeAll(async () => {
    given = await runOf(await kinds[kind]!(), 3);
  });
  afterAll(() => given.run.dispose());

  it("comes back as it was, to the bit", async () => {
    const before = readSafetensors(await given.run.save({ run: "{}", step: "3" }));
    const { files, ...back } = await importRun(filesInMemory(await exportedFiles(given), "run"));
    expect(back).toEqual({ step: 3, steps: 6, ofPytorch: 0 });
    const after = readSafetensors(files.get("training.safetensors")!);
    expect(parsed(after.metadata)).toEqual(parsed(before.metadata));
    expect([...after.tensors.keys()].sort()).toEqual([...before.tensors.keys()].sort());
    for (const [name, tensor] of before.tensors)
      expect(after.tensors.get(name), name).toEqual(tensor);
    expect(readSafetensors(files.get("model.safetensors")!).tensors).toEqual(
      new Map(await fileWeights(given.run.model)),
    );
  });

  it("tells the batches of the steps to come, their rates, and the loss of the first", async () => {
    const { run, ready } = given;
    const handover = run.handover();
    const { state } = handover.data;
    const { files, lossToCome } = await exportRun(run, { recipe: ready.training.recipe, steps: 6 });
    expect(handover.data.state).toEqual(state);
    const record = json(files.get("run.json")!);
    const { tensors } = readSafetensors(files.get("batches.safetensors")!);
    const [tokens, order, ends] = ["tokens", "order", "batches"].map((name) => [
      ...tensors.get(name)!.values,
    ]) as [number[], number[], number[]];
    const column = (name: string, row: number) =>
      tokens.slice(
        ...([...tensors.get(name)!.values].slice(2 * row, 2 * row + 2) as [number, number]),
      );
    const { ignoreIndex = -100, paddingIdx, next } = handover.tokens!;
    for (let step = 0, batch = 0; step < 3; step++) {
      for (let i = 0; i < handover.gradAccumulation; i++, batch++) {
        const rows = order.slice(ends[batch], ends[batch + 1]);
        const { ids, decoderIds, targets } = next();
        const filled = (name: string, width: number, filler: number) =>
          rows.flatMap((row) => {
            const ids = column(name, row);
            return [...ids, ...Array.from({ length: width - ids.length }, () => filler)];
          });
        const labels = filled("labels", targets.shape[1]!, -100);
        expect(labels.map((label) => (label === -100 ? ignoreIndex : label))).toEqual([
          ...(await targets.data()),
        ]);
        const counts = labels.map((label) => label !== -100);
        // What stands behind the last target that counts is seen by none that does.
        const read = decoderIds ?? ids;
        const seen = filled(
          decoderIds ? "decoder_input_ids" : "input_ids",
          read.shape[1]!,
          paddingIdx,
        );
        const all = [...(await read.data())];
        expect(seen.filter((_, at) => counts[at])).toEqual(all.filter((_, at) => counts[at]));
        if (decoderIds)
          expect(filled("input_ids", ids.shape[1]!, paddingIdx)).toEqual([...(await ids.data())]);
        for (const one of [ids, decoderIds, targets]) one?.dispose();
      }
      expect(record.positions[step]).toEqual(handover.data.state);
    }
    handover.data.state = state;
    const { records } = await run.fit({ steps: 6 });
    expect(record.rates).toEqual(records.map(({ learningRate }) => learningRate));
    expect(record.loss_without_dropout).toBe(lossToCome);
    if (!dropsOut(kind)) expect(lossToCome).toBeCloseTo(records[0]!.loss, 5);
  });
});

/** The published T5 has dropout. */
const dropsOut = (kind: string): boolean => kind === "a T5" || kind.startsWith("adapters");

/** Metadata whose JSON is read. */
function parsed(metadata: Readonly<Record<string, string>>): object {
  return Object.fromEntries(
    Object.entries(metadata).map(([name, value]) => [name, JSON.parse(value)]),
  );
}
