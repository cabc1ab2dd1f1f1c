import type { JSX } from "preact";
import { formatNumber } from "../format.ts";
import { lang } from "../i18n.ts";
import type { Search, Trade } from "./requests.ts";
import { startSearch } from "./store.ts";
import { t } from "./texts.ts";

/** How many households move for each tolerance: the choice between evenness and moves. */
export function Frontier({ search, trades }: { search: Search; trades: readonly Trade[] }): JSX.Element {
  const most = Math.max(1, ...trades.map((trade) => trade.moved_households));
  const { low, high } = search.order.band;
  const middle = (low + high) / 2;
  const number = (value: number): string => formatNumber(value, lang.value);
  const use = ({ tolerance_percent }: Trade): void => {
    const reach = (middle * tolerance_percent) / 100;
    void startSearch({ ...search.order, band: { low: Math.ceil(middle - reach), high: Math.floor(middle + reach) }, frontier: false });
  };
  return (
    <section class="panel sheet" aria-labelledby="frontier-title">
      <div class="sheet-head"><h3 id="frontier-title">{t("frontier_title")}</h3></div>
      <div class="table-scroll">
        <table>
          <thead>
            <tr>
              <th scope="col">{t("tolerance")}</th><th scope="col">{t("frontier_moved")}</th>
              <th scope="col" class="numeric">{t("frontier_bound")}</th><th scope="col" class="numeric">{t("frontier_in")}</th><th scope="col" />
            </tr>
          </thead>
          <tbody>
            {trades.map((trade) => (
              <tr key={trade.tolerance_percent}>
                <th scope="row">{t("tolerance_of", { n: formatNumber(trade.tolerance_percent, lang.value, 1) })}</th>
                <td>
                  <meter class="bar is" min={0} max={most} value={trade.moved_households} aria-hidden="true" />
                  <span class="cell-text">{number(trade.moved_households)}</span>
                </td>
                <td class="numeric">{number(trade.bound_households)}</td>
                <td class="numeric">{number(trade.in_band)} / {number(trade.grids)}</td>
                <td><button type="button" class="button" onClick={() => use(trade)}>{t("frontier_use")}</button></td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
