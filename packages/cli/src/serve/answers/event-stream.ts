import { describedError } from "../requests/described-error.ts";

const encoder = new TextEncoder();
const event = (data: string): Uint8Array => encoder.encode(`data: ${data}\n\n`);

/**
 * Objects as server-sent events, `[DONE]` behind them; an error is an event too, for the status is out already. The next one
 * is asked for when the reader has room: one that reads slowly is waited for.
 */
export function eventStream(
  events: AsyncGenerator<object, void, void>,
  onLeft: () => void,
): Response {
  let left = false;
  const next = async (): Promise<readonly [data: string, last: boolean]> => {
    try {
      const { done, value } = await events.next();
      return done ? ["[DONE]", true] : [JSON.stringify(value), false];
    } catch (error) {
      return [JSON.stringify(describedError(error)), true];
    }
  };
  const body = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const [data, last] = await next();
        if (left) return;
        controller.enqueue(event(data));
        if (last) controller.close();
      },
      cancel() {
        left = true;
        onLeft();
        void events.return();
      },
    },
    { highWaterMark: 1 },
  );
  const headers = {
    "content-type": "text/event-stream; charset=utf-8",
    "cache-control": "no-store",
    "x-accel-buffering": "no", // proxies would wait for more
  };
  return new Response(body, { headers });
}
