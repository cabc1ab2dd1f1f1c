/** A value of a table. */
export type CsvValue = string | number;

/**
 * Writes RFC 4180 text with CRLF line ends. A text that a spreadsheet would run
 * as a formula gets a leading apostrophe.
 */
export function writeCsv(header: readonly string[], rows: readonly (readonly CsvValue[])[]): string {
  return [header, ...rows].map((row) => row.map(writeField).join(",") + "\r\n").join("");
}

function writeField(value: CsvValue): string {
  if (typeof value === "number") return String(value);
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
