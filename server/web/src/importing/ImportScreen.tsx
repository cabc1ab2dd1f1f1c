import type { JSX } from "preact";
import { ImportSteps } from "./ImportSteps.tsx";
import { t } from "./texts.ts";
import { createWizard } from "./wizard.ts";

const wizard = createWizard("import", "addresses");

/** The import of files of all kinds. */
export default function ImportScreen(): JSX.Element {
  return (
    <div class="screen-page import">
      <header>
        <h2>{t("heading")}</h2>
        <p>{t("intro")}</p>
      </header>
      <ImportSteps wizard={wizard} />
    </div>
  );
}
