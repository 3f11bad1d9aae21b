/**
 * How far the suites are, in a line: files done and in all, tests, failures, time gone and, where enough is known, left.
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
    ...(left === undefined ? [] : [`about ${clock(left)} left`]),
  ];
  return parts.join(", ");
}

/**
 * By the seconds that the files took last time, or take on average; undefined while those of fewer than a quarter are
 * known. A file that takes longer than that is given a fifth of its time again.
 */
export function secondsLeft(files, { now, durations, workers }) {
  const known = (path) => durations[path] ?? files[path].seconds;
  const figures = Object.keys(files)
    .map(known)
    .filter((value) => value !== undefined);
  if (4 * figures.length < Object.keys(files).length || figures.length === 0) return undefined;
  const mean = figures.reduce((sum, value) => sum + value, 0) / figures.length;
  const left = Object.entries(files)
    .filter(([, { seconds }]) => seconds === undefined)
    .map(([path, { started }]) => {
      const gone = started === undefined ? 0 : (now - started) / 1000;
      return Math.max(gone / 5, (known(path) ?? mean) - gone);
    });
  const sum = left.reduce((total, value) => total + value, 0);
  return Math.max(sum / workers, ...left, 0);
}

function clock(seconds) {
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}
