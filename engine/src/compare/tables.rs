//! Comparison, crosswalk and impact as tables to write.
//!
//! Areas have one decimal, minutes too. A grid that is not there has empty cells; an empty code is the unlocated row or
//! column. Lists of codes are separated by spaces.

use std::borrow::Cow;

use super::impact::minutes;
use super::{Comparison, Crosswalk, GridBalance, Impact, Link, Side};
use crate::assign::Tally;
use crate::io::{Cell, Column, Table};
use crate::model::{Grid, Language};

macro_rules! columns {
    ($($name:literal $zh:literal $en:literal),+ $(,)?) => {
        &[$(Column { name: $name, zh: $zh, en: $en }),+]
    };
}

const GRIDS: &[Column] = columns![
    "code_before" "原编码" "Code before",
    "code_after" "新编码" "Code after",
    "name_before" "原名称" "Name before",
    "name_after" "新名称" "Name after",
    "kinds" "变更" "Changes",
    "predecessors" "来自网格" "Predecessors",
    "successors" "去向网格" "Successors",
    "area_before_m2" "原面积（平方米）" "Area before (m2)",
    "area_after_m2" "新面积（平方米）" "Area after (m2)",
    "addresses_before" "原地址数" "Addresses before",
    "addresses_after" "新地址数" "Addresses after",
    "households_before" "原户数" "Households before",
    "households_after" "新户数" "Households after",
    "households_came" "划入户数" "Households that came",
    "households_left" "划出户数" "Households that left",
    "residents_before" "原人数" "Residents before",
    "residents_after" "新人数" "Residents after",
    "minutes_before" "原走访分钟" "Visit minutes before",
    "minutes_after" "新走访分钟" "Visit minutes after",
];

const LINKS: &[Column] = columns![
    "from" "原网格" "From grid",
    "to" "新网格" "To grid",
    "area_m2" "面积（平方米）" "Area (m2)",
    "addresses" "地址数" "Addresses",
    "households" "户数" "Households",
    "residents" "人数" "Residents",
];

const CROSSWALK: &[Column] = columns![
    "from" "原网格" "From grid",
    "to" "新网格" "To grid",
    "value" "数量" "Value",
];

const CROSSWALK_TOTALS: &[Column] = columns![
    "code" "网格" "Grid",
    "before" "原方案合计" "Total before",
    "after" "新方案合计" "Total after",
];

const MOVED: &[Column] = columns![
    "kind" "类别" "Kind",
    "from" "原网格" "From grid",
    "from_name" "原网格名称" "From name",
    "to" "新网格" "To grid",
    "to_name" "新网格名称" "To name",
    "building" "楼栋" "Building",
    "id" "地址或卡口编号" "Address or checkpoint id",
    "label" "地址" "Address",
    "lon" "经度" "Longitude",
    "lat" "纬度" "Latitude",
    "addresses" "地址数" "Addresses",
    "households" "户数" "Households",
    "residents" "人数" "Residents",
    "minutes" "走访分钟" "Visit minutes",
];

const TOTALS: &[Column] = columns![
    "total" "合计" "Total",
    "value" "数量" "Value",
];

const fn title(name: &'static str, zh: &'static str, en: &'static str) -> Column {
    Column { name, zh, en }
}

/// The code of a grid, empty for none.
fn code(side: &Side, index: Option<u32>) -> Cell<'_> {
    Cell::text(index.map(|index| side.grid(index).code.as_str()))
}

fn name(side: &Side, index: Option<u32>) -> Cell<'_> {
    Cell::text(index.map(|index| side.grid(index).name.as_str()))
}

fn owned(text: String) -> Cell<'static> {
    Cell::Text(Cow::Owned(text))
}

fn joined<'a>(grids: impl Iterator<Item = &'a Grid>) -> Cell<'static> {
    let codes: Vec<&str> = grids.map(|grid| grid.code.as_str()).collect();
    if codes.is_empty() {
        return Cell::Empty;
    }
    owned(codes.join(" "))
}

/// Every grid with which something happened, with what it had and has.
pub fn grid_table<'a>(
    comparison: &'a Comparison<'_>,
    impact: &'a Impact,
    language: Language,
) -> Table<'a> {
    let (before, after) = (&comparison.before, &comparison.after);
    let row = move |(grid, change): (&'a GridBalance, &'a super::GridChange)| {
        let kinds = grid.kinds.iter().map(|kind| kind.title(language));
        let predecessors = comparison.predecessors(change);
        let successors = comparison.successors(change);
        let number = |index: Option<u32>, cell: Cell<'a>| index.map_or(Cell::Empty, |_| cell);
        let count = |value: fn(&Tally) -> u64| {
            let cell = |tally: &Tally| Cell::Whole(value(tally));
            [
                number(grid.before, cell(&grid.tally_before)),
                number(grid.after, cell(&grid.tally_after)),
            ]
        };
        let [addresses_before, addresses_after] = count(|tally| tally.addresses);
        let [households_before, households_after] = count(|tally| tally.households);
        let [residents_before, residents_after] = count(|tally| tally.residents);
        vec![
            code(before, grid.before),
            code(after, grid.after),
            name(before, grid.before),
            name(after, grid.after),
            owned(kinds.collect::<Vec<_>>().join(" ")),
            joined(predecessors.filter_map(|link| Some(before.grid(link.from?)))),
            joined(successors.filter_map(|link| Some(after.grid(link.to?)))),
            number(grid.before, Cell::Decimal(grid.area_before_m2, 1)),
            number(grid.after, Cell::Decimal(grid.area_after_m2, 1)),
            addresses_before,
            addresses_after,
            households_before,
            households_after,
            Cell::Whole(grid.came.households),
            Cell::Whole(grid.left.households),
            residents_before,
            residents_after,
            number(grid.before, Cell::Decimal(minutes(&grid.tally_before), 1)),
            number(grid.after, Cell::Decimal(minutes(&grid.tally_after), 1)),
        ]
    };
    Table {
        title: title("grids", "网格", "Grids"),
        columns: GRIDS,
        rows: Box::new(impact.grids.iter().zip(&comparison.changes).map(row)),
    }
}

/// Which ground and addresses the grids with other ground have in common with which.
pub fn lineage_table<'a>(comparison: &'a Comparison<'_>) -> Table<'a> {
    let row = |link: &'a Link| {
        vec![
            code(&comparison.before, link.from),
            code(&comparison.after, link.to),
            Cell::Decimal(link.area_m2, 1),
            Cell::Whole(link.tally.addresses),
            Cell::Whole(link.tally.households),
            Cell::Whole(link.tally.residents),
        ]
    };
    let links = comparison.links.iter().filter(|link| link.is_lineage());
    Table {
        title: title("lineage", "沿革", "Lineage"),
        columns: LINKS,
        rows: Box::new(links.map(row)),
    }
}

/// The cells of a crosswalk.
pub fn crosswalk_table<'a>(comparison: &'a Comparison<'_>, crosswalk: &'a Crosswalk) -> Table<'a> {
    let cells = crosswalk.cells.iter().map(|cell| {
        vec![
            code(&comparison.before, cell.from),
            code(&comparison.after, cell.to),
            Cell::Whole(cell.value),
        ]
    });
    Table {
        title: title("crosswalk", "对照", "Crosswalk"),
        columns: CROSSWALK,
        rows: Box::new(cells),
    }
}

/// What the grids of either plan have, counted in that plan alone: the sums of the rows and columns of the crosswalk.
pub fn crosswalk_totals_table<'a>(
    comparison: &'a Comparison<'_>,
    crosswalk: &'a Crosswalk,
) -> Table<'a> {
    let (before, after) = (&comparison.before, &comparison.after);
    let mut rows: Vec<(&str, Option<u64>, Option<u64>)> = Vec::new();
    for (grid, &value) in before.layer.records().iter().zip(&crosswalk.before) {
        rows.push((grid.code.as_str(), Some(value), None));
    }
    for (grid, &value) in after.layer.records().iter().zip(&crosswalk.after) {
        rows.push((grid.code.as_str(), None, Some(value)));
    }
    rows.sort_by_key(|row| row.0);
    rows.dedup_by(|later, first| {
        let same = later.0 == first.0;
        if same {
            (first.1, first.2) = (first.1.or(later.1), first.2.or(later.2));
        }
        same
    });
    let number = |value: Option<u64>| value.map_or(Cell::Empty, Cell::Whole);
    let none = [
        Cell::Empty,
        Cell::Whole(crosswalk.unlocated_before),
        Cell::Whole(crosswalk.unlocated_after),
    ];
    let rows = rows.into_iter();
    let rows = rows.map(move |(code, before, after)| {
        vec![Cell::text(Some(code)), number(before), number(after)]
    });
    Table {
        title: title("totals", "合计", "Totals"),
        columns: CROSSWALK_TOTALS,
        rows: Box::new(rows.chain(std::iter::once(none.to_vec()))),
    }
}

/// The buildings, addresses and checkpoints that change grid.
pub fn moved_table<'a>(
    comparison: &'a Comparison<'_>,
    impact: &'a Impact,
    language: Language,
) -> Table<'a> {
    let places = impact.places.iter();
    let places = places.map(move |place| place_row(comparison, place, language));
    let checkpoints = impact.checkpoints.iter();
    let checkpoints =
        checkpoints.map(move |checkpoint| checkpoint_row(comparison, checkpoint, language));
    Table {
        title: title("places", "变更网格", "Moved places"),
        columns: MOVED,
        rows: Box::new(places.chain(checkpoints)),
    }
}

fn place_row<'a>(
    comparison: &'a Comparison<'_>,
    place: &'a super::MovedPlace,
    language: Language,
) -> Vec<Cell<'a>> {
    let address = comparison
        .facts
        .addresses
        .records()
        .row(place.address as usize);
    let own = |text: &str| match text {
        "" => Cell::Empty,
        text => Cell::owned(text.to_owned()),
    };
    let kind = if place.is_building {
        language.pick("楼栋", "building")
    } else {
        language.pick("地址", "address")
    };
    let mut row = ends(comparison, kind, place.from, place.to);
    row.extend([
        own(&address.building),
        own(address.id.as_str()),
        own(&address.label),
        Cell::Decimal(place.position.lon_degrees(), 7),
        Cell::Decimal(place.position.lat_degrees(), 7),
        Cell::Whole(place.tally.addresses),
        Cell::Whole(place.tally.households),
        Cell::Whole(place.tally.residents),
        Cell::Decimal(minutes(&place.tally), 1),
    ]);
    row
}

fn checkpoint_row<'a>(
    comparison: &'a Comparison<'_>,
    moved: &super::MovedCheckpoint,
    language: Language,
) -> Vec<Cell<'a>> {
    let checkpoint = &comparison.facts.checkpoints.records()[moved.checkpoint as usize];
    let kind = language.pick("卡口", "checkpoint");
    let mut row = ends(comparison, kind, moved.from, moved.to);
    row.extend([
        Cell::Empty,
        Cell::text(Some(checkpoint.id.as_str())),
        Cell::text(Some(checkpoint.name.as_str())),
        Cell::Decimal(checkpoint.position.lon_degrees(), 7),
        Cell::Decimal(checkpoint.position.lat_degrees(), 7),
        Cell::Empty,
        Cell::Empty,
        Cell::Empty,
        Cell::Empty,
    ]);
    row
}

/// The kind of what moves, and codes and names of its grids.
fn ends<'a>(
    comparison: &'a Comparison<'_>,
    kind: &'static str,
    from: Option<u32>,
    to: Option<u32>,
) -> Vec<Cell<'a>> {
    vec![
        Cell::text(Some(kind)),
        code(&comparison.before, from),
        name(&comparison.before, from),
        code(&comparison.after, to),
        name(&comparison.after, to),
    ]
}

/// The sums of an impact.
pub fn impact_totals_table(impact: &Impact, language: Language) -> Table<'_> {
    let totals = &impact.totals;
    let whole = [
        ("地址数", "addresses", totals.tally.addresses),
        ("户数", "households", totals.tally.households),
        ("人数", "residents", totals.tally.residents),
        ("楼栋数", "buildings", totals.buildings),
        ("卡口数", "checkpoints", totals.checkpoints),
        ("网格数", "grids", totals.grids),
    ];
    let whole = whole.map(|(zh, en, value)| (language.pick(zh, en), Cell::Whole(value)));
    let minutes = (
        language.pick("走访分钟", "minutes"),
        Cell::Decimal(impact.minutes(), 1),
    );
    let rows = whole.into_iter().chain(std::iter::once(minutes));
    Table {
        title: title("totals", "合计", "Totals"),
        columns: TOTALS,
        rows: Box::new(rows.map(|(name, value)| vec![Cell::text(Some(name)), value])),
    }
}
