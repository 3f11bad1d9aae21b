import { ranked } from "../labels/softmax-row.ts";

/** Tokens first to last, and how likely it is that they are the answer. */
export interface AnswerSpan {
  readonly first: number;
  readonly last: number;
  readonly score: number;
}

export interface SpanScores {
  readonly starts: Float32Array;
  readonly ends: Float32Array;
  /** Whether an answer may begin and end with a token. */
  readonly allowed: readonly boolean[];
}

interface SpanLimits {
  readonly topK: number;
  /** Tokens of an answer at most. */
  readonly maxAnswerLen: number;
}

export interface FoundSpans {
  readonly spans: readonly AnswerSpan[];
  /** How likely it is that there is no answer: that it begins and ends with the first token. */
  readonly none: number;
}

/** Shares of what may be, and as good as nothing for what may not. */
function shares(scores: Float32Array, allowed: readonly boolean[]): Float64Array {
  const kept = Float64Array.from(allowed, (may, i) => (may ? scores[i]! : -10000));
  const most = kept.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  const powers = kept.map((one) => Math.exp(one - most));
  const total = powers.reduce((sum, one) => sum + one, 0);
  return powers.map((one) => one / total);
}

/** The likeliest spans of a window. Devlin et al., arXiv:1810.04805, section 4.2. */
export function answerSpans(
  { starts, ends, allowed }: SpanScores,
  { topK, maxAnswerLen }: SpanLimits,
): FoundSpans {
  const [start, end] = [shares(starts, allowed), shares(ends, allowed)];
  const none = start[0]! * end[0]!;
  start[0] = 0;
  end[0] = 0;
  const candidates: AnswerSpan[] = [];
  for (let first = 0; first < start.length; first++)
    for (let last = first; last < Math.min(start.length, first + maxAnswerLen); last++)
      if (allowed[first] && allowed[last])
        candidates.push({ first, last, score: start[first]! * end[last]! });
  const best = ranked(
    candidates.map(({ score }) => score),
    topK,
  );
  return { spans: best.map((i) => candidates[i]!), none };
}
