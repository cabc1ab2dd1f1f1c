import { useEffect, useRef } from "preact/hooks";
import { useSignal } from "@preact/signals";
import type { ComponentType, JSX } from "preact";
import { t } from "../i18n.ts";
import type { ScreenName } from "../link.ts";
import { dataset } from "../state.ts";
import { screen, screenKeys } from "../screen.ts";
import { WarningIcon } from "./icons.tsx";

/** A screen beside the map, as its module offers it. */
interface ScreenModule {
  default: ComponentType;
}

/** Where the screens are; each is loaded when it is first shown. */
const SCREENS: Partial<Record<ScreenName, () => Promise<ScreenModule>>> = {
  compare: () => import("../compare/CompareScreen.tsx"),
  counts: () => import("../counts/CountsScreen.tsx"),
  import: () => import("../importing/ImportScreen.tsx"),
  plans: () => import("../plans/PlansScreen.tsx"),
  rebalance: () => import("../rebalance/RebalanceScreen.tsx"),
  edit: () => import("../editor/EditorScreen.tsx"),
  responsibility: () => import("../responsibility/ResponsibilityScreen.tsx"),
  review: () => import("../review/ReviewScreen.tsx"),
  welcome: () => import("../welcome/WelcomeScreen.tsx"),
};

/** Whether the page has a screen. */
export const hasScreen = (name: ScreenName): boolean => name === "map" || name in SCREENS;

/** The screen that is shown, unless it is the map. */
export function Screens(): JSX.Element | null {
  const name = screen.value;
  const load = SCREENS[name];
  if (!load || !dataset.value) return null;
  return <Loaded key={name} load={load} />;
}

function Loaded({ load }: { load: () => Promise<ScreenModule> }): JSX.Element {
  const module = useSignal<ScreenModule | "failed" | null>(null);
  const frame = useRef<HTMLDivElement>(null);
  const fetch = (): void => {
    module.value = null;
    load().then((loaded) => (module.value = loaded), () => (module.value = "failed"));
  };
  useEffect(() => {
    fetch();
    frame.current?.focus({ preventScroll: true });
    return () => {
      screenKeys.value = [];
    };
  }, []);
  const shown = module.value;
  const Content = shown && shown !== "failed" ? shown.default : null;
  return (
    <div class="screen" ref={frame} tabIndex={-1}>
      {Content && <Content />}
      {shown === null && <p class="screen-note" role="status">{t("loading")}</p>}
      {shown === "failed" && (
        <div class="screen-note" role="alert">
          <WarningIcon />
          <p>{t("screen_failed")}</p>
          <button type="button" class="button" onClick={() => location.reload()}>{t("retry")}</button>
        </div>
      )}
    </div>
  );
}
