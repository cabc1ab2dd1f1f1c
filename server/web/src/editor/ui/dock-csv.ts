import { saveText } from "../../clipboard.ts";
import { writeCsv } from "../../csv.ts";
import type { DraftGrid } from "../draft.ts";
import { say } from "../texts.ts";
import type { DockColumn } from "./Dock.tsx";

/** Saves the rows of the table as a file. */
export function csvOf(rows: readonly DraftGrid[], columns: readonly DockColumn[], name: string): void {
  const text = writeCsv(columns.map(({ key }) => say(key)), rows.map((row) => columns.map(({ value }) => value(row))));
  saveText(`\ufeff${text}`, `hexward-${name}.csv`, "text/csv;charset=utf-8");
}
