import { Gpt } from "@qkv/nn";
import { measureDevices } from "@qkv/nn/device-comparison";
import type { FailedBackend, SweepAsk, SweepPoint } from "../protocol.ts";
import type { RequestContext } from "../request.ts";
import { makeBackend } from "./backends.ts";
import { nextTurn } from "./next-turn.ts";
import { inputsFor } from "./work.ts";

const HEAD_WIDTH = 32;

/** A pass of two-layer GPTs, narrow to wide, each on all backends before the next: curves that grow side by side. */
export async function sweepWidths(
  { backends, widths, batch, tokens }: SweepAsk,
  { signal, tell }: RequestContext<"sweepWidths">,
): Promise<readonly SweepPoint[]> {
  const points: SweepPoint[] = [];
  const left = new Map<string, Awaited<ReturnType<typeof makeBackend>>>();
  const fail = (backend: FailedBackend["backend"], error: unknown) => {
    const { name, message } = error instanceof Error ? error : new Error(String(error));
    tell({ kind: "failed", failed: { backend, name, message } });
  };
  const made: Awaited<ReturnType<typeof makeBackend>>[] = [];
  try {
    for (const name of backends)
      try {
        const backend = await makeBackend(name);
        made.push(backend);
        left.set(name, backend);
      } catch (error) {
        fail(name, error);
      }
    for (const width of widths)
      for (const name of backends) {
        const backend = left.get(name);
        if (!backend) continue;
        await nextTurn();
        signal.throwIfAborted();
        const model = gptOfWidth(width, tokens);
        try {
          const [measured] = await measureDevices(model, inputsFor(model, batch, tokens), [
            backend,
          ]);
          const point = { backend: name, width, milliseconds: measured!.milliseconds };
          points.push(point);
          tell({ kind: "point", point });
        } catch (error) {
          left.delete(name); // a lost device stays lost
          fail(name, error);
        } finally {
          model.dispose();
        }
      }
    return points;
  } finally {
    for (const backend of made) await backend.dispose?.();
  }
}

const gptOfWidth = (width: number, contextLength: number): Gpt =>
  new Gpt({
    ...{ vocabSize: 256, contextLength, layers: 2 },
    ...{ heads: width / HEAD_WIDTH, dModel: width },
  });
