import type { JSX } from "preact";
import { t } from "../i18n.ts";
import type { ScreenName } from "../link.ts";
import { about, openScreen, screen } from "../screen.ts";
import { narrow } from "../state.ts";
import { hasScreen } from "./Screens.tsx";

/** The screens that stand by themselves; the others are about a plan and are reached from there. */
const MAIN = ["map", "plans", "responsibility", "import", "counts", "welcome"] as const;
/** Screens about one plan, in the order in which a plan passes them. */
const OF_PLAN = ["edit", "rebalance", "responsibility", "review", "compare"] as const;

/** The main screen under which a screen is found. */
const mainOf = (name: ScreenName): ScreenName =>
  !MAIN.some((own) => own === name) && OF_PLAN.some((own) => own === name) ? "plans" : name;

/** The way from screen to screen. */
export function ScreenNav(): JSX.Element {
  const shown = MAIN.filter(hasScreen);
  const current = mainOf(screen.value);
  if (narrow.value) {
    return (
      <select class="screen-select" aria-label={t("screens")} value={current}
        onChange={(event) => openScreen(event.currentTarget.value as ScreenName)}>
        {shown.map((name) => <option key={name} value={name}>{t(`screen_${name}`)}</option>)}
        {!shown.some((name) => name === current) && <option value={current}>{t(`screen_${current}`)}</option>}
      </select>
    );
  }
  return (
    <nav class="screen-nav" aria-label={t("screens")}>
      {shown.map((name) => (
        <ScreenLink key={name} name={name} current={current === name} />
      ))}
    </nav>
  );
}

function ScreenLink({ name, plan, current }: { name: ScreenName; plan?: string; current: boolean }): JSX.Element {
  const about = plan ? { plan } : {};
  const href = `#screen=${name}${plan ? `&plan=${encodeURIComponent(plan)}` : ""}`;
  const go = (event: MouseEvent): void => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    openScreen(name, about);
  };
  return (
    <a class="screen-link" href={href} aria-current={current ? "page" : undefined} onClick={go}>
      {t(`screen_${name}`)}
    </a>
  );
}

/** The way between the screens about one plan. */
export function PlanNav({ plan }: { plan: string }): JSX.Element {
  return (
    <nav class="plan-nav" aria-label={t("plan_screens")}>
      {OF_PLAN.filter(hasScreen).map((name) => (
        <ScreenLink key={name} name={name} plan={plan} current={screen.value === name && (about.value.plan ?? plan) === plan} />
      ))}
    </nav>
  );
}
