import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { ComponentChildren, JSX } from "preact";
import { getCheckpoints } from "../api.ts";
import { copyText, saveText } from "../clipboard.ts";
import { checkpointColumns, gridColumns } from "../columns.ts";
import { suspectOffline } from "../connection.ts";
import { writeCsv, type CsvValue } from "../csv.ts";
import { formatNumber } from "../format.ts";
import { goToGrid, goToPoint } from "../go.ts";
import { allGrids, askGrids, askMoreGrids, gridList } from "../grid-list.ts";
import { tagOf } from "../i18n/text.ts";
import { lang, t } from "../i18n.ts";
import { checkpoints, dataset, narrow, showToast, tier, tierAreas, tiers, togglePanel } from "../state.ts";
import { csvRows, filterRows, sortRows, sortText, type SortOrder } from "../table.ts";
import { focusMap } from "./focus.ts";
import { CloseIcon, CopyIcon, DownloadIcon } from "./icons.tsx";
import { Choice, IconButton } from "./parts.tsx";
import { RowTable } from "./RowTable.tsx";
import { TierSelect } from "./TierChoice.tsx";

type Which = "grids" | "checkpoints";

/** The map's table twin: grids and checkpoints, sortable, to take away as CSV. */
export function TableDrawer(): JSX.Element | null {
  const which = useSignal<Which>("grids");
  const current = dataset.value;
  if (!current) return null;
  const number = (value: number): string => formatNumber(value, lang.value);
  const choose = (
    <Choice<Which>
      label={t("table")}
      options={[
        { id: "grids", name: `${t("table_grids")} ${number(tierAreas(tier.value))}` },
        { id: "checkpoints", name: `${t("table_checkpoints")} ${number(current.totals["checkpoints"] ?? 0)}` },
      ]}
      value={which.value}
      onChange={(value) => (which.value = value)}
    />
  );
  const barColumn = current.measures[0]?.measure ?? "addresses";
  const Rows = which.value === "grids" ? GridRows : CheckpointRows;
  return <Rows key={which.value} choose={choose} barColumn={barColumn} />;
}

interface RowsProps {
  choose: JSX.Element;
  barColumn: string;
}

/** How long the typing must rest before the server is asked. */
const REST_MS = 200;

/** Grids of the shown tier, filtered and sorted by the server: a city has tens of thousands. */
function GridRows({ choose, barColumn }: RowsProps): JSX.Element | null {
  const order = useSignal<SortOrder>({ column: barColumn, descending: true });
  const query = useSignal("");
  const current = dataset.value;
  const question = { tier: tier.value, words: query.value, sort: sortText(order.value) };
  useEffect(() => {
    const timer = setTimeout(() => void askGrids(question), query.value ? REST_MS : 0);
    return () => clearTimeout(timer);
  }, [question.tier, question.words, question.sort, current?.revision, current?.instance]);
  if (!current) return null;
  const columns = gridColumns(current);
  const header = columns.map(({ title }) => title);
  const { rows, total, next, busy, failed } = gridList.value;
  const empty = busy ? "loading" : failed ? "table_failed" : query.value ? "filter_none" : "table_empty";
  return (
    <Drawer name={question.tier} choose={choose} query={query.value} onQuery={(text) => (query.value = text)}
      header={header} cells={async () => csvRows(await allGrids(question), columns)}
      more={tiers.value.length > 1 && <TierSelect />} total={query.value ? total : null}>
      <RowTable title={t("table_grids")} rows={rows} columns={columns} keyOf={(row) => row.code} barColumn={barColumn}
        onRow={(row) => void goToGrid(row)} emptyText={t(empty)} order={order.value} onOrder={(to) => (order.value = to)}
        all={total} onMore={next && !busy ? () => void askMoreGrids() : undefined} />
    </Drawer>
  );
}

/** Checkpoints, all at once when the table is first opened. */
function CheckpointRows({ choose, barColumn }: RowsProps): JSX.Element | null {
  const order = useSignal<SortOrder>({ column: barColumn, descending: true });
  const query = useSignal("");
  const shown = useSignal(FIRST_ROWS);
  const all = checkpoints.value;
  useEffect(() => {
    if (checkpoints.value) return;
    getCheckpoints().then((rows) => (checkpoints.value = rows), () => void suspectOffline());
  }, [all === null]);
  const current = dataset.value;
  if (!current) return null;
  const columns = checkpointColumns(current);
  const header = columns.map(({ title }) => title);
  const matching = filterRows(all ?? [], columns, query.value);
  const rows = sortRows(matching, columns, order.value, tagOf(lang.value));
  const empty = all === null ? "loading" : query.value ? "filter_none" : "table_empty";
  return (
    <Drawer name="checkpoints" choose={choose} query={query.value} onQuery={(text) => (query.value = text)}
      header={header} cells={async () => csvRows(rows, columns)} total={query.value ? rows.length : null}>
      <RowTable title={t("table_checkpoints")} rows={rows.slice(0, shown.value)} columns={columns} keyOf={(row) => row.id}
        barColumn={barColumn} onRow={goToPoint} emptyText={t(empty)} order={order.value} onOrder={(to) => (order.value = to)}
        all={rows.length} onMore={shown.value < rows.length ? () => (shown.value += FIRST_ROWS) : undefined} />
    </Drawer>
  );
}

/** Rows drawn before somebody scrolls. */
const FIRST_ROWS = 200;

function closeTable(): void {
  togglePanel("table", false);
  focusMap();
}

interface DrawerProps {
  name: string;
  choose: JSX.Element;
  query: string;
  onQuery: (text: string) => void;
  header: string[];
  cells: () => Promise<CsvValue[][]>;
  /** How many rows a filter leaves. */
  total: number | null;
  more?: ComponentChildren;
  children: ComponentChildren;
}

function Drawer(props: DrawerProps): JSX.Element {
  const csv = async (): Promise<string> => writeCsv(props.header, await props.cells());
  const failed = (): void => {
    showToast(t("table_failed"));
    void suspectOffline();
  };
  const copy = (): Promise<void> => csv().then((text) => copyText(text, t("csv_copied"))).catch(failed);
  // The byte order mark makes spreadsheets read the file as UTF-8.
  const save = (): Promise<void> =>
    csv().then((text) => saveText(`\ufeff${text}`, `hexward-${props.name}.csv`, "text/csv;charset=utf-8")).catch(failed);
  return (
    <section class="panel drawer" aria-label={t("table")}>
      <div class="panel-head">
        {props.choose}
        <span class="line-end" />
        {props.more}
        <input type="search" class="filter" value={props.query} placeholder={t("filter")} aria-label={t("filter")}
          maxLength={100} onInput={(event) => props.onQuery(event.currentTarget.value)} />
        {props.total !== null && <span class="filter-total" role="status">{formatNumber(props.total, lang.value)}</span>}
        <span class="spring" />
        <button type="button" class="button quiet" onClick={() => void copy()} aria-label={t("copy_csv")}>
          <CopyIcon />
          {!narrow.value && t("copy_csv")}
        </button>
        <button type="button" class="button quiet" onClick={() => void save()} aria-label={t("download_csv")}>
          <DownloadIcon />
          {!narrow.value && t("download_csv")}
        </button>
        <IconButton name={t("close")} icon={CloseIcon} onClick={closeTable} class="small" />
      </div>
      {props.children}
    </section>
  );
}
