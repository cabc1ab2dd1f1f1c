import type { JSX } from "preact";
import { FIELDS, type FieldName } from "./fields.ts";
import type { Survey } from "./requests.ts";
import { t } from "./texts.ts";
import type { Wizard } from "./wizard.ts";

/** Which column is which field. */
export function ChoiceOfColumns({ wizard, survey, missing }: { wizard: Wizard; survey: Survey; missing: readonly FieldName[] }): JSX.Element {
  const kind = wizard.job.value!.kind;
  const chosen = wizard.columns.value;
  const set = (column: string, field: string): void => {
    // a field has one column: the one that had it lets it go
    const others = Object.entries(chosen).map(([name, held]) => [name, held === field && field ? "" : held]);
    wizard.columns.value = { ...Object.fromEntries(others), [column]: field };
  };
  return (
    <section class="panel sheet" aria-labelledby="columns-title">
      <div class="sheet-head">
        <h3 id="columns-title">{t("columns")}</h3>
        <p class="hint">{t("columns_help")}</p>
      </div>
      <div class="table-scroll columns-table">
        <table>
          <thead>
            <tr><th scope="col">{t("column")}</th><th scope="col">{t("field")}</th><th scope="col">{t("note")}</th></tr>
          </thead>
          <tbody>
            {survey.columns.map(({ name, field, personal }) => (
              <tr key={name}>
                <th scope="row">{name}</th>
                <td>
                  <select class="tier-select" aria-label={t("field_of", { column: name })} value={chosen[name] ?? ""}
                    onChange={(event) => set(name, event.currentTarget.value)}>
                    <option value="">{t("field_none")}</option>
                    {FIELDS[kind].map((own) => (
                      <option key={own} value={own}>{t(`field_${own}`)}{missing.includes(own) ? " *" : ""}</option>
                    ))}
                  </select>
                </td>
                <td class="hint">{personal ? t("note_personal") : field && chosen[name] === field ? t("note_proposed") : ""}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
