import type { JSX } from "preact";
import { t } from "../i18n.ts";
import { connection, dataset, dialog, narrow, panels, selection } from "../state.ts";
import { CheckPanel } from "./CheckPanel.tsx";
import { Dialogs } from "./Dialogs.tsx";
import { Find } from "./Find.tsx";
import { focusMap } from "./focus.ts";
import { Header } from "./Header.tsx";
import { LayerPanel } from "./LayerPanel.tsx";
import { LegendPanel } from "./LegendPanel.tsx";
import { MapControls, StatusLine } from "./MapControls.tsx";
import { MapView } from "./MapView.tsx";
import { Curtain, OfflineBanner, Toast } from "./Notices.tsx";
import { PlaceCard } from "./PlaceCard.tsx";
import { MorePanel, TabBar } from "./TabBar.tsx";
import { TableDrawer } from "./TableDrawer.tsx";

/** The whole page. */
export function App(): JSX.Element {
  const ready = dataset.value !== null;
  const { layers, check, legend, table } = panels.value;
  const open = { "with-card": selection.value !== null, "with-layers": layers || check, "with-legend": legend, "with-table": table };
  const flags = Object.entries(open).flatMap(([name, on]) => (on ? [name] : []));
  return (
    <div class={["app", connection.value, ...flags].join(" ")}>
      <a class="skip-link" href="#map" onClick={skipToMap}>{t("skip_to_map")}</a>
      <Header />
      <main class="stage">
        <MapView />
        <Curtain />
        {ready && <Floating />}
        <OfflineBanner />
        {!dialog.value && <Toast />}
      </main>
      {narrow.value && <TabBar />}
      <Dialogs />
    </div>
  );
}

/** The panels over the map. */
function Floating(): JSX.Element {
  const { layers, legend, table, check, more } = panels.value;
  const sheetOpen = layers || legend || table || check || more;
  return (
    <>
      <div class="side side-left">
        {!narrow.value && (layers || check) && <Find />}
        {layers && <LayerPanel />}
        {check && <CheckPanel />}
        {narrow.value && more && <MorePanel />}
      </div>
      <div class="side side-right">
        {selection.value && !(narrow.value && sheetOpen) && <PlaceCard />}
        {legend && <LegendPanel />}
      </div>
      <div class="foot">
        <StatusLine />
      </div>
      <Hint />
      <MapControls />
      {table && <TableDrawer />}
    </>
  );
}

const Hint = (): JSX.Element | null => (selection.value ? null : <p class="map-hint">{t("place_hint")}</p>);

/** Focuses the map without touching the hash, which holds the view. */
function skipToMap(event: MouseEvent): void {
  event.preventDefault();
  focusMap();
}
