import type { JSX } from "preact";
import { saveText } from "../clipboard.ts";
import { writeCsv } from "../csv.ts";
import { formatDate, formatNumber } from "../format.ts";
import { lang, tName } from "../i18n.ts";
import { ImportSteps } from "../importing/ImportSteps.tsx";
import { createWizard } from "../importing/wizard.ts";
import { dataset } from "../state.ts";
import { t } from "./texts.ts";

const wizard = createWizard("counts", "cases");
const COLUMNS = ["address", "measure", "unit", "cutoff", "value"] as const;

/** The import of the day's figures. */
export default function CountsScreen(): JSX.Element {
  return (
    <div class="screen-page counts">
      <header>
        <h2>{t("heading")}</h2>
        <p>{t("intro")}</p>
      </header>
      <Stored />
      <ImportSteps wizard={wizard} fixed />
      {wizard.job.value === null && <Form />}
    </div>
  );
}

/** The measures that there are. */
function Stored(): JSX.Element {
  const measures = dataset.value?.measures ?? [];
  if (measures.length === 0) return <p class="hint">{t("none")}</p>;
  return (
    <section class="panel sheet" aria-labelledby="stored-title">
      <div class="sheet-head"><h3 id="stored-title">{t("stored")}</h3></div>
      <table>
        <thead><tr><th scope="col">{t("measure")}</th><th scope="col" class="numeric">{t("total")}</th><th scope="col">{t("cutoff")}</th></tr></thead>
        <tbody>
          {measures.map(({ measure, unit, total, cutoff }) => (
            <tr key={measure}>
              <th scope="row">{tName("measure", measure)}</th>
              <td class="numeric">{formatNumber(total, lang.value)} {tName("unit", unit)}</td>
              <td>{formatDate(cutoff, lang.value)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

/** What a file looks like, with one to begin from. */
function Form(): JSX.Element {
  const sample = (): void => {
    const day = new Date().toISOString().slice(0, 10);
    saveText(writeCsv(COLUMNS, [["A0000001", "cases", "persons", day, 1], ["A0000002", "cases", "persons", day, 0]]), t("sample_name"), "text/csv");
  };
  return (
    <section class="panel sheet" aria-labelledby="form-title">
      <div class="sheet-head">
        <h3 id="form-title">{t("form")}</h3>
        <button type="button" class="button" onClick={sample}>{t("sample")}</button>
      </div>
      <p class="hint sheet-foot">{t("form_help")}</p>
      <dl class="columns-list">
        {COLUMNS.map((name) => <div key={name}><dt><code>{name}</code></dt><dd>{t(`col_${name}`)}</dd></div>)}
      </dl>
    </section>
  );
}
