/** A column of a table: its value decides sorting and CSV, its text is what is shown. */
export interface Column<Row> {
  id: string;
  title: string;
  numeric: boolean;
  value: (row: Row) => string | number;
  text?: (row: Row) => string;
}

/** Which column a table is sorted by. */
export interface SortOrder {
  column: string;
  descending: boolean;
}

/** A sorted copy; equal rows keep their order, numbers go by size, texts by the language. */
export function sortRows<Row>(
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  order: SortOrder,
  languageTag: string,
): Row[] {
  const column = columns.find(({ id }) => id === order.column);
  if (!column) return [...rows];
  const collator = new Intl.Collator(languageTag, { numeric: true });
  const sign = order.descending ? -1 : 1;
  const compare = (a: string | number, b: string | number): number =>
    typeof a === "number" && typeof b === "number" ? a - b : collator.compare(String(a), String(b));
  return [...rows].sort((a, b) => sign * compare(column.value(a), column.value(b)));
}

/** The order after a click on a column: numbers start with the largest. */
export function nextOrder(order: SortOrder, column: string, numeric: boolean): SortOrder {
  if (order.column === column) return { column, descending: !order.descending };
  return { column, descending: numeric };
}

/** The table's cells as CSV fields, in the order shown. */
export const csvRows = <Row>(rows: readonly Row[], columns: readonly Column<Row>[]): (string | number)[][] =>
  rows.map((row) => columns.map((column) => column.value(row)));
