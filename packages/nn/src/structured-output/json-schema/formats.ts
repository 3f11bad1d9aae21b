/** Formats by name, as regular expressions of what is generated: those of RFC 3339 and others, in their usual form. */
const day = {
  // Months of 31 days, of 30, and February, which has a 29th in every fourth year but some centuries.
  long: "(0[13578]|1[02])-(0[1-9]|[12]\\d|3[01])",
  short: "(0[469]|11)-(0[1-9]|[12]\\d|30)",
  february: "02-(0[1-9]|1\\d|2[0-8])",
  leap: "(\\d\\d(0[48]|[2468][048]|[13579][26])|([02468][048]|[13579][26])00)-02-29",
};
const date = `(\\d{4}-(${day.long}|${day.short}|${day.february})|${day.leap})`;
const hourAndMinute = "([01]\\d|2[0-3]):[0-5]\\d";
const time = `${hourAndMinute}:[0-5]\\d(\\.\\d{1,9})?(Z|[+-]${hourAndMinute})`;
const byte = "(\\d|[1-9]\\d|1\\d\\d|2[0-4]\\d|25[0-5])";
const word = "[A-Za-z0-9_+-]{1,30}";
const label = "[A-Za-z0-9]([A-Za-z0-9-]{0,28}[A-Za-z0-9])?";

export const formats: Readonly<Record<string, string>> = {
  date,
  time,
  "date-time": `${date}T${time}`,
  uuid: "[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}",
  email: `${word}(\\.${word}){0,3}@(${label}\\.){1,4}${label}`,
  ipv4: `${byte}(\\.${byte}){3}`,
};
