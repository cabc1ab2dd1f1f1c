import type { JSX } from "preact";
import type { Risk } from "../api.ts";
import { formatNumber } from "../format.ts";
import { lang, t } from "../i18n.ts";
import { nextOrder, type Column, type SortOrder } from "../table.ts";
import { ChevronIcon } from "./icons.tsx";
import { RiskMark } from "./parts.tsx";

interface RowTableProps<Row> {
  title: string;
  rows: Row[];
  columns: Column<Row>[];
  keyOf: (row: Row) => string;
  barColumn: string;
  onRow: (row: Row) => void;
  order: SortOrder;
  onOrder: (order: SortOrder) => void;
  emptyText: string;
  /** How many rows there are, those that are not here yet included. */
  all: number;
  /** Brings more rows; nothing when none are left or they are on their way. */
  onMore?: (() => void) | undefined;
}

/** So close to the end of the rows, more are brought. */
const NEAR_END_PX = 400;

/** A sortable table whose rows lead to their place on the map. */
export function RowTable<Row>(props: RowTableProps<Row>): JSX.Element {
  const { rows, columns, title } = props;
  if (rows.length === 0) return <p class="hint table-empty">{props.emptyText}</p>;
  const bar = columns.find(({ id }) => id === props.barColumn);
  const largest = bar ? rows.reduce((most, row) => Math.max(most, Number(bar.value(row)) || 0), 0) : 0;
  const onScroll = ({ currentTarget: { scrollHeight, scrollTop, clientHeight } }: { currentTarget: HTMLElement }): void => {
    if (scrollHeight - scrollTop - clientHeight < NEAR_END_PX) props.onMore?.();
  };
  return (
    <div class="table-scroll" role="region" tabIndex={0} aria-label={t("table_label", { name: title })} onScroll={onScroll}>
      <table>
        <thead>
          <tr>
            {columns.map((column) => (
              <HeadCell key={column.id} column={column} order={props.order} onOrder={props.onOrder} />
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={props.keyOf(row)} onClick={() => props.onRow(row)}>
              {columns.map((column, index) => (
                <BodyCell key={column.id} row={row} column={column} first={index === 0}
                  largest={column === bar ? largest : 0} />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {rows.length < props.all && (
        <p class="show-more">
          {t("rows_shown", { n: formatNumber(rows.length, lang.value), total: formatNumber(props.all, lang.value) })}
          <button type="button" class="button" disabled={!props.onMore} onClick={props.onMore}>{t("show_more")}</button>
        </p>
      )}
    </div>
  );
}

function HeadCell<Row>(props: {
  column: Column<Row>;
  order: SortOrder;
  onOrder: (order: SortOrder) => void;
}): JSX.Element {
  const { column, order } = props;
  const sorted = order.column === column.id;
  const direction = order.descending ? "descending" : "ascending";
  return (
    <th scope="col" class={column.numeric ? "numeric" : ""} aria-sort={sorted ? direction : "none"}>
      <button type="button" title={t("sort_by", { column: column.title })}
        onClick={() => props.onOrder(nextOrder(order, column))}>
        {column.title}
        <span class={sorted ? `sorted ${direction}` : "unsorted"}>
          <ChevronIcon />
        </span>
      </button>
    </th>
  );
}

function BodyCell<Row>(props: { row: Row; column: Column<Row>; first: boolean; largest: number }): JSX.Element {
  const { row, column, first, largest } = props;
  const value = column.value(row);
  const text = column.text?.(row) ?? (typeof value === "number" ? formatNumber(value, lang.value) : value);
  if (first) {
    return (
      <th scope="row">
        <button type="button" class="row-button">{text}</button>
      </th>
    );
  }
  const risk = column.id === "risk" ? (row as { risk?: Risk }).risk : undefined;
  return (
    <td class={column.numeric ? "numeric" : ""}>
      {largest > 0 && typeof value === "number" && (
        <meter class="bar" min={0} max={largest} value={value} aria-hidden="true" />
      )}
      {risk ? <RiskMark risk={risk} /> : <span class="cell-text">{text}</span>}
    </td>
  );
}
