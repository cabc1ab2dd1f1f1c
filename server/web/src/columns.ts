import type { Checkpoint, Count, Dataset, Grid, Risk } from "./api.ts";
import { formatArea, formatNumber, formatShare } from "./format.ts";
import { lang, t, tName } from "./i18n.ts";
import type { Column } from "./table.ts";

const RISK_RANK: Record<Risk, number> = { high: 3, watch: 2, normal: 1, none: 0 };

/** How severe a risk class is, for sorting. */
export const riskRank = (risk: Risk): number => RISK_RANK[risk] ?? 0;

const countOf = (counts: Count[], measure: string): number =>
  counts.find((count) => count.measure === measure)?.value ?? 0;

/** Columns of the table of grids. */
export function gridColumns(current: Dataset): Column<Grid>[] {
  const number = (value: number): string => formatNumber(value, lang.value);
  const columns: Column<Grid>[] = [
    { id: "name", title: t("name"), numeric: false, value: (row) => row.name },
    { id: "addresses", title: t("addresses"), numeric: true, value: (row) => row.addresses },
  ];
  if (current.totals["households"]) {
    columns.push({ id: "households", title: t("households"), numeric: true, value: (row) => row.households });
  }
  if (current.totals["residents"]) {
    columns.push({ id: "residents", title: t("residents"), numeric: true, value: (row) => row.residents });
  }
  for (const { measure, unit } of current.measures) {
    const title = t("with_unit", { name: tName("measure", measure), unit: tName("unit", unit) });
    const value = (row: Grid): number => countOf(row.counts, measure);
    columns.push({ id: measure, title, numeric: true, value, text: (row) => number(value(row)) });
  }
  columns.push(
    { id: "risk", title: t("risk"), numeric: false, largestFirst: true, value: (row) => riskRank(row.risk), text: (row) => tName("risk", row.risk) },
    { id: "code", title: t("code"), numeric: false, value: (row) => row.code },
    { id: "area_m2", title: t("area"), numeric: true, value: (row) => row.area_m2, text: (row) => formatArea(row.area_m2, lang.value) },
  );
  return columns;
}

/** Columns of the table of checkpoints. */
export function checkpointColumns(current: Dataset): Column<Checkpoint>[] {
  const columns: Column<Checkpoint>[] = [
    { id: "name", title: t("name"), numeric: false, value: (row) => row.name },
  ];
  for (const { measure, total } of current.measures) {
    const value = (row: Checkpoint): number => countOf(row.nearest.counts, measure);
    const number = (part: number): string => formatNumber(part, lang.value);
    columns.push({
      id: measure,
      title: t("measure_nearest", { measure: tName("measure", measure) }),
      numeric: true,
      value,
      text: (row) => t("table_of", { value: number(value(row)), total: number(total) }),
    });
    columns.push({
      id: `${measure}_share`,
      title: t("share"),
      numeric: true,
      value: (row) => (total > 0 ? Number((value(row) / total).toFixed(4)) : 0),
      text: (row) => formatShare(value(row), total, lang.value),
    });
  }
  columns.push(
    { id: "addresses", title: t("nearest_addresses"), numeric: true, value: (row) => row.nearest.addresses },
    { id: "kind", title: t("kind"), numeric: false, value: (row) => tName("kind", row.kind) },
    { id: "state", title: t("checkpoint_state"), numeric: false, value: (row) => t(`checkpoint_${row.state}`) },
  );
  return columns;
}
