import { type Schedule, scheduled } from "../../optim/lr-scheduler/schedules.ts";
import type { PairSettings } from "./pair-fields.ts";

/**
 * Warm-up, then down with the root of the step (Vaswani et al., arXiv:1706.03762, section 5.3), and over the last steps
 * along a straight line to the minimum (Zhai et al., arXiv:2106.04560, section 3.5).
 */
export function rootSchedule({
  lr,
  minLr,
  warmup,
  steps,
  cooldown,
}: Pick<PairSettings, "lr" | "minLr" | "warmup" | "steps" | "cooldown">): Schedule {
  const first = warmup + 1;
  const falls = Math.max(first, Math.round(steps * (1 - cooldown)));
  const root = (step: number): number => lr * Math.sqrt(first / Math.max(first, step + 1));
  return scheduled("rootSchedule", (step) => {
    if (step < warmup) return (lr * (step + 1)) / first;
    if (step < falls) return Math.max(minLr, root(step));
    const start = Math.max(minLr, root(falls));
    const left = steps === falls ? 0 : Math.max(0, (steps - step) / (steps - falls));
    return minLr + (start - minLr) * left;
  });
}
