/** What serving gains, each in a process of its own on two threads, whatever the run has: see `alone/serving.mjs`. */
const rows = [
  ["8 requests at once, against one after the other", "times as fast", "throughput", 40],
  ["first token behind 8 requests, against an empty server", "times as late", "firstToken", 20],
  ["prompt lookup, a text that repeats itself", "times as fast", "lookup", 20],
  ["prompt lookup, a text that never does", "times as fast", "lookupInVain", 12],
  ["first token of a chat's second turn, against the first of 2,000", "of it", "secondTurn", 20],
];

export const servingCases = rows.map(([name, unit, what, seconds]) => ({
  name: `serving: ${name}`,
  ...{ unit, program: "serving.mjs", times: 1, seconds, alone: true },
  args: () => [what],
}));
