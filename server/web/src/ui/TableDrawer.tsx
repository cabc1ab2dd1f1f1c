import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import type { Checkpoint, Grid } from "../api.ts";
import { copyText, saveText } from "../clipboard.ts";
import { checkpointColumns, gridColumns } from "../columns.ts";
import { writeCsv } from "../csv.ts";
import { tagOf } from "../i18n/text.ts";
import { lang, t } from "../i18n.ts";
import { getAtlas } from "../map/atlas.ts";
import { selectPlace } from "../selection.ts";
import { checkpoints, dataset, narrow, shownGrids, togglePanel } from "../state.ts";
import { csvRows, filterRows, sortRows, type Column, type SortOrder } from "../table.ts";
import { focusMap } from "./focus.ts";
import { CloseIcon, CopyIcon, DownloadIcon } from "./icons.tsx";
import { Choice, IconButton } from "./parts.tsx";
import { RowTable } from "./RowTable.tsx";

type Which = "grids" | "checkpoints";

function goToGrid(grid: Grid): void {
  const [west, south, east, north] = grid.bounds;
  getAtlas()?.show(grid.bounds);
  void selectPlace((west + east) / 2, (south + north) / 2);
}

function goToCheckpoint({ lon, lat }: Checkpoint): void {
  getAtlas()?.centreOn(lon, lat, 18);
  void selectPlace(lon, lat);
}

/** The map's table twin: grids and checkpoints, sortable, to take away as CSV. */
export function TableDrawer(): JSX.Element | null {
  const which = useSignal<Which>("grids");
  const current = dataset.value;
  if (!current) return null;
  const measure = current.measures[0]?.measure ?? "addresses";
  const choose = (
    <Choice<Which>
      label={t("table")}
      options={[
        { id: "grids", name: `${t("table_grids")} ${shownGrids.value.length}` },
        { id: "checkpoints", name: `${t("table_checkpoints")} ${checkpoints.value.length}` },
      ]}
      value={which.value}
      onChange={(value) => (which.value = value)}
    />
  );
  return which.value === "grids" ? (
    <Drawer key="grids" name="grids" title={t("table_grids")} choose={choose} rows={shownGrids.value}
      columns={gridColumns(current)} keyOf={(row) => row.code} barColumn={measure} onRow={goToGrid} />
  ) : (
    <Drawer key="checkpoints" name="checkpoints" title={t("table_checkpoints")} choose={choose} rows={checkpoints.value}
      columns={checkpointColumns(current)} keyOf={(row) => row.id} barColumn={measure} onRow={goToCheckpoint} />
  );
}

function closeTable(): void {
  togglePanel("table", false);
  focusMap();
}

interface DrawerProps<Row> {
  name: string;
  title: string;
  choose: JSX.Element;
  rows: Row[];
  columns: Column<Row>[];
  keyOf: (row: Row) => string;
  barColumn: string;
  onRow: (row: Row) => void;
}

function Drawer<Row>(props: DrawerProps<Row>): JSX.Element {
  const order = useSignal<SortOrder>({ column: props.barColumn, descending: true });
  const query = useSignal("");
  const matching = filterRows(props.rows, props.columns, query.value);
  const rows = sortRows(matching, props.columns, order.value, tagOf(lang.value));
  const header = props.columns.map(({ title }) => title);
  const csv = (): string => writeCsv(header, csvRows(rows, props.columns));
  // The byte order mark makes spreadsheets read the file as UTF-8.
  const save = (): void => saveText(`\ufeff${csv()}`, `hexward-${props.name}.csv`, "text/csv;charset=utf-8");
  return (
    <section class="panel drawer" aria-label={t("table")}>
      <div class="panel-head">
        {props.choose}
        <input type="search" class="filter" value={query.value} placeholder={t("filter")} aria-label={t("filter")}
          onInput={(event) => (query.value = event.currentTarget.value)} />
        <span class="spring" />
        <button type="button" class="button quiet" onClick={() => void copyText(csv(), t("csv_copied"))} aria-label={t("copy_csv")}>
          <CopyIcon />
          {!narrow.value && t("copy_csv")}
        </button>
        <button type="button" class="button quiet" onClick={save} aria-label={t("download_csv")}>
          <DownloadIcon />
          {!narrow.value && t("download_csv")}
        </button>
        <IconButton name={t("close")} icon={CloseIcon} onClick={closeTable} class="small" />
      </div>
      <RowTable {...props} rows={rows} emptyText={t(query.value ? "filter_none" : "table_empty")} order={order.value} onOrder={(next) => (order.value = next)} />
    </section>
  );
}
