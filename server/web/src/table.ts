/** A column of a table: its value decides sorting and CSV, its text is what is shown. */
export interface Column<Row> {
  id: string;
  title: string;
  numeric: boolean;
  /** The first click puts the largest first; so it is for numbers. */
  largestFirst?: boolean;
  value: (row: Row) => string | number;
  text?: (row: Row) => string;
}

/** Which column a table is sorted by. */
export interface SortOrder {
  column: string;
  descending: boolean;
}

/** The order as the server reads it: a minus in front when the largest come first. */
export const sortText = ({ column, descending }: SortOrder): string => (descending ? `-${column}` : column);

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

/** The rows of which a text holds every word that is looked for, whatever the case. */
export function filterRows<Row>(
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  query: string,
): Row[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  const texts = columns.filter(({ numeric, text }) => !numeric && !text);
  const textOf = (row: Row): string => texts.map(({ value }) => value(row)).join(" ").toLowerCase();
  return words.length === 0 ? [...rows] : rows.filter((row) => words.every((word) => textOf(row).includes(word)));
}

/** The order after a click on a column: numbers start with the largest. */
export function nextOrder<Row>(order: SortOrder, { id, numeric, largestFirst }: Column<Row>): SortOrder {
  if (order.column === id) return { column: id, descending: !order.descending };
  return { column: id, descending: largestFirst ?? numeric };
}

/** The table's cells as CSV fields, in the order shown. */
export const csvRows = <Row>(rows: readonly Row[], columns: readonly Column<Row>[]): (string | number)[][] =>
  rows.map((row) => columns.map((column) => column.value(row)));
