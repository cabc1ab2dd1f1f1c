import type { JSX } from "preact";
import { t } from "./texts.ts";

/** Nobody answers for anything yet, and how that changes. */
export const NoDuties = (): JSX.Element => (
  <div class="duty-empty">
    <p>{t("no_duties")}</p>
    <p class="hint">{t("no_duties_help")}</p>
    <pre class="command" tabIndex={0}><code>{"hexward duties preset xihu --store STORE\nhexward duties import --store STORE duties.csv"}</code></pre>
  </div>
);
