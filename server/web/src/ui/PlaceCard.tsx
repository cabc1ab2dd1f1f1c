import type { ComponentChildren, JSX } from "preact";
import type { Count, Grid, Neighbour, Risk } from "../api.ts";
import { copyText } from "../clipboard.ts";
import { formatArea, formatDistance, formatNumber, formatPosition, formatShare } from "../format.ts";
import { lang, t, tName } from "../i18n.ts";
import { getAtlas } from "../map/atlas.ts";
import { clearSelection, selectPlace } from "../selection.ts";
import { chosenTier, dataset, selection, shownOf, tier, type Place, type Selection } from "../state.ts";
import { focusMap } from "./focus.ts";
import { copyLink } from "./Header.tsx";
import { AimIcon, CellIcon, CheckpointIcon, CloseIcon, CopyIcon, GridIcon, HouseIcon, LinkIcon } from "./icons.tsx";
import { IconButton, RiskMark } from "./parts.tsx";

/** The card of the picked place. */
export function PlaceCard(): JSX.Element | null {
  const current = selection.value;
  if (!current) return null;
  return (
    <section class="panel card" aria-labelledby="card-title">
      <CardHead current={current} />
      <div class="card-body" role="group" tabIndex={0} aria-labelledby="card-title" aria-live="polite" aria-busy={current.status === "loading"}>
        {current.status === "loading" && <CardSkeleton />}
        {current.status === "failed" && <CardFailure current={current} />}
        {current.place && <CardRows place={current.place} />}
      </div>
    </section>
  );
}

function closeCard(): void {
  clearSelection();
  focusMap();
}

function CardHead({ current }: { current: Selection }): JSX.Element {
  const { lon, lat, place } = current;
  const grid = place && shownOf(place, tier.value);
  const title = place ? (grid?.name ?? t("place_outside")) : t("place");
  const plain = `${lat.toFixed(6)}, ${lon.toFixed(6)}`;
  return (
    <div class="card-head">
      <div class="card-title-row">
        <h2 id="card-title">{title}</h2>
        <IconButton name={t("zoom_here")} icon={AimIcon} class="small" onClick={() => getAtlas()?.centreOn(lon, lat, 18)} />
        <IconButton name={t("copy_link")} icon={LinkIcon} class="small" onClick={copyLink} />
        <IconButton name={t("close")} icon={CloseIcon} class="small" onClick={closeCard} />
      </div>
      <p class="position">
        <span>{formatPosition(lon, lat)}</span>
        <IconButton name={t("copy_coordinates")} icon={CopyIcon} class="tiny" onClick={() => void copyText(plain, t("copied"))} />
      </p>
    </div>
  );
}

const CardSkeleton = (): JSX.Element => (
  <div role="status">
    <span class="visually-hidden">{t("place_loading")}</span>
    <div class="skeleton" />
    <div class="skeleton" />
    <div class="skeleton" />
  </div>
);

const CardFailure = ({ current }: { current: Selection }): JSX.Element => (
  <div class="card-failure">
    <p>{t("place_failed")}</p>
    <button type="button" class="button" onClick={() => void selectPlace(current.lon, current.lat)}>
      {t("retry")}
    </button>
  </div>
);

function CardRows({ place }: { place: Place }): JSX.Element {
  const { chain, cells, checkpoint, address } = place;
  return (
    <>
      {chain.length === 0 && <p class="hint">{t("outside_note")}</p>}
      {checkpoint && <NearestCheckpoint checkpoint={checkpoint} />}
      {chain.length > 0 && <GridChain place={place} />}
      {cells.map((cell) => (
        <AreaRow key={cell.code} icon={CellIcon} label={t("cell")} name={cell.code} code={cell.layer} risk={cell.risk}
          addresses={cell.addresses} counts={cell.counts} area_m2={cell.area_m2} />
      ))}
      {address && (
        <CardRow icon={HouseIcon} label={t("nearest_address")} name={address.name || address.id}
          aside={formatDistance(address.distance_m, lang.value)}>
          <Figures figures={countFigures(address.counts)} />
        </CardRow>
      )}
    </>
  );
}

function NearestCheckpoint({ checkpoint }: { checkpoint: Neighbour }): JSX.Element {
  const label = checkpoint.kind === "pump" ? t("nearest_pump") : t("nearest_checkpoint");
  const count = checkpoint.counts[0];
  const total = dataset.value?.measures.find(({ measure }) => measure === count?.measure)?.total;
  return (
    <CardRow icon={CheckpointIcon} label={label} name={checkpoint.name} class="lead"
      aside={formatDistance(checkpoint.distance_m, lang.value)}>
      {count && total !== undefined && (
        <p class="row-note">
          {t("nearest_share", {
            addresses: formatNumber(checkpoint.addresses ?? 0, lang.value),
            measure: tName("measure", count.measure),
            value: formatNumber(count.value, lang.value),
            total: formatNumber(total, lang.value),
            share: formatShare(count.value, total, lang.value),
          })}
        </p>
      )}
    </CardRow>
  );
}

/** The grids that hold the place, from large to small; the one that is shown has all its figures. */
function GridChain({ place }: { place: Place }): JSX.Element {
  const shown = shownOf(place, tier.value);
  return (
    <div class="card-row">
      <GridIcon />
      <ol class="chain">
        {place.chain.map((grid) => (
          <li key={grid.code}>
            <p class="row-label">{`${tName("tier", grid.tier)} · ${grid.code}`}</p>
            <button type="button" class="chain-link" aria-pressed={grid === shown} onClick={() => showGrid(grid)}>
              <strong>{grid.name || grid.code}</strong>
              <RiskMark risk={grid.risk} />
            </button>
            <Figures figures={gridFigures(grid, grid === shown)} />
            {grid === shown && (
              <a class="card-link" href={`/v1/cards/${encodeURIComponent(grid.code)}.pdf?lang=${lang.value}`} target="_blank" rel="noopener">
                {t("grid_card")}
              </a>
            )}
          </li>
        ))}
      </ol>
    </div>
  );
}

function showGrid(grid: Grid): void {
  chosenTier.value = grid.tier;
  getAtlas()?.show(grid.bounds);
}

function gridFigures(grid: Grid, all: boolean): Figure[] {
  const number = (name: string, value: number): Figure[] => (value > 0 ? [[name, formatNumber(value, lang.value)]] : []);
  return [
    ...countFigures(grid.counts),
    [t("addresses"), formatNumber(grid.addresses, lang.value)],
    ...(all ? number(t("households"), grid.households) : []),
    ...number(t("residents"), grid.residents),
    [t("area"), formatArea(grid.area_m2, lang.value)],
  ];
}

function AreaRow(props: {
  icon: () => JSX.Element;
  label: string;
  name: string;
  code: string;
  risk: Risk;
  addresses: number;
  counts: Count[];
  area_m2: number;
}): JSX.Element {
  const figures: Figure[] = [
    ...countFigures(props.counts),
    [t("addresses"), formatNumber(props.addresses, lang.value)],
    [t("area"), formatArea(props.area_m2, lang.value)],
  ];
  return (
    <CardRow icon={props.icon} label={`${props.label} · ${props.code}`} name={props.name} aside={<RiskMark risk={props.risk} />}>
      <Figures figures={figures} />
    </CardRow>
  );
}

type Figure = [name: string, value: string];

const countFigures = (counts: Count[]): Figure[] =>
  counts.map(({ measure, value }) => [tName("measure", measure), formatNumber(value, lang.value)]);

const Figures = ({ figures }: { figures: Figure[] }): JSX.Element => (
  <dl class="figures">
    {figures.map(([name, value]) => (
      <div key={name}>
        <dt>{name}</dt>
        <dd>{value}</dd>
      </div>
    ))}
  </dl>
);

function CardRow(props: {
  icon: () => JSX.Element;
  label: string;
  name: string;
  aside: ComponentChildren;
  class?: string;
  children?: ComponentChildren;
}): JSX.Element {
  const Icon = props.icon;
  return (
    <div class={`card-row ${props.class ?? ""}`}>
      <Icon />
      <div>
        <p class="row-label">{props.label}</p>
        <p class="row-name">
          <strong>{props.name}</strong>
          <span class="row-aside">{props.aside}</span>
        </p>
        {props.children}
      </div>
    </div>
  );
}
