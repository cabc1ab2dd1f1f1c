import { useRef } from "preact/hooks";
import type { JSX } from "preact";
import { t } from "../i18n.ts";
import { screen } from "../screen.ts";
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
import { Curtain, EmptyNote, OfflineBanner, Toast } from "./Notices.tsx";
import { PlaceCard } from "./PlaceCard.tsx";
import { PrintHead } from "./PrintHead.tsx";
import { Screens } from "./Screens.tsx";
import { MorePanel, TabBar } from "./TabBar.tsx";
import { TableDrawer } from "./TableDrawer.tsx";

/** The whole page. */
export function App(): JSX.Element {
  const onMap = screen.value === "map";
  const { layers, check, legend, table } = panels.value;
  const open = { "with-card": selection.value !== null, "with-layers": layers || check, "with-legend": legend, "with-table": table };
  const flags = Object.entries(open).flatMap(([name, on]) => (on && onMap ? [name] : []));
  return (
    <div class={["app", connection.value, ...flags].join(" ")}>
      <a class="skip-link" href={onMap ? "#map" : "#screen"} onClick={skipToContent}>{t(onMap ? "skip_to_map" : "skip_to_screen")}</a>
      <Header />
      <main class="stage">
        <MapStage shown={onMap} />
        <Screens />
        <Curtain />
        <OfflineBanner />
        {!dialog.value && <Toast />}
      </main>
      {narrow.value && onMap && <TabBar />}
      <Dialogs />
    </div>
  );
}

/** The map and its panels. Once drawn, the map is kept while other screens are shown. */
function MapStage({ shown }: { shown: boolean }): JSX.Element | null {
  const drawn = useRef(false);
  drawn.current ||= shown;
  if (!drawn.current) return null;
  return (
    <div class="map-stage" hidden={!shown}>
      {shown && <PrintHead />}
      <MapView />
      {shown && dataset.value && <Floating />}
      {shown && <EmptyNote />}
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

/** Focuses map or screen without touching the hash, which holds the view. */
function skipToContent(event: MouseEvent): void {
  event.preventDefault();
  if (screen.peek() === "map") focusMap();
  else document.querySelector<HTMLElement>(".screen")?.focus();
}
