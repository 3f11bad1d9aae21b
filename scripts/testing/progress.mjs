import { expectedSeconds } from "./durations.mjs";

/**
 * How far the suites are, in a line: files done and in all, tests, failures, time gone and time left.
 *
 * `progress` is the reporter's: files maps each path to { started, seconds }, started in milliseconds.
 */
export function progressLine({ files, tests, failed }, { started, now, durations, workers }) {
  const all = Object.values(files);
  const done = all.filter(({ seconds }) => seconds !== undefined).length;
  const left = secondsLeft(files, { now, durations, workers });
  const parts = [
    `${done} of ${all.length} files`,
    `${tests} tests`,
    `${failed} failed`,
    `${clock((now - started) / 1000)} gone`,
    `about ${clock(left)} left`,
  ];
  return parts.join(", ");
}

/**
 * By the seconds that the files are expected to take, and the pace of those that are done. A file that takes longer than
 * that is given a fifth of its time again.
 */
export function secondsLeft(files, { now, durations, workers }) {
  const entries = Object.entries(files);
  const sum = (values) => values.reduce((total, value) => total + value, 0);
  const done = entries.filter(([, { seconds }]) => seconds !== undefined);
  const expected = sum(done.map(([path]) => expectedSeconds(path, durations)));
  const pace = expected > 0 ? sum(done.map(([, { seconds }]) => seconds)) / expected : 1;
  const left = entries
    .filter(([, { seconds }]) => seconds === undefined)
    .map(([path, { started }]) => {
      const gone = started === undefined ? 0 : (now - started) / 1000;
      return Math.max(gone / 5, pace * expectedSeconds(path, durations) - gone);
    });
  return Math.max(sum(left) / workers, ...left, 0);
}

function clock(seconds) {
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}
