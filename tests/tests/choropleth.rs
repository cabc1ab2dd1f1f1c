//! Choropleths: what the colour of an area says is what a recount gives, in tiles, vector tiles and legends.

use std::collections::BTreeSet;

use hexward_engine::edit::apply;
use hexward_engine::geom::{Position, TileCoord, TileSize, WorldPoint};
use hexward_engine::model::{Address, Dataset, Grid, Note, Tier};
use hexward_engine::render::{
    Areas, Content, LegendKind, Rgba, Statistic, Style, Styles, View, legend, picture, scale_of,
    unit_of, vector_tile,
};
use hexward_engine::snapshot::Snapshot;

fn soho() -> Snapshot {
    let demo = hexward::demo::soho(Note::default()).expect("the demo");
    let empty = Snapshot::build(Dataset::default());
    let delta = apply(&empty, &demo).expect("the demo");
    empty.with(&delta).expect("fits")
}

/// The demo with some residents at each address.
fn inhabited() -> Snapshot {
    let mut dataset = soho().dataset();
    for (number, address) in dataset.addresses.iter_mut().enumerate() {
        address.residents = 1000 + 200 * (number as u32 % 7);
    }
    Snapshot::build(dataset)
}

fn styles() -> Styles {
    hexward::state::shipped_styles().expect("all styles are valid")
}

fn statistic(style: &Style) -> &Statistic {
    let own = match style.content() {
        Content::Choropleth(statistic) => Some(statistic),
        _ => None,
    };
    own.expect("a choropleth")
}

fn grids() -> View {
    View {
        areas: Areas::Grids,
        tier: Some(Tier::Grid),
        ..View::default()
    }
}

/// A grid as its borders and addresses alone make it.
#[derive(Default)]
struct Recount {
    deaths: u64,
    residents: u64,
    /// Positions of its addresses.
    within: Vec<Position>,
}

fn recount(dataset: &Dataset) -> Vec<Recount> {
    let grids = dataset.grids.iter().filter(|grid| grid.tier == Tier::Grid);
    let count = |grid: &Grid| {
        let mut own = Recount::default();
        let inside = |address: &&Address| grid.region.covers(address.position);
        for address in dataset.addresses.iter().filter(inside) {
            let counts = dataset.counts.iter();
            let counts = counts.filter(|count| count.address == address.id);
            own.deaths += counts.map(|count| u64::from(count.value)).sum::<u64>();
            own.residents += u64::from(address.residents);
            own.within.push(address.position);
        }
        own
    };
    grids.map(count).collect()
}

/// The colour under a position at pixel zoom 17.
fn color_at(snapshot: &Snapshot, style: &Style, point: WorldPoint) -> [u8; 4] {
    let coord = TileCoord::new(17, (point.x >> 23) as u32, (point.y >> 23) as u32);
    let rect = coord.expect("inside").pixels(TileSize::Px256);
    let canvas = picture(snapshot, style, rect, &grids()).expect("a picture");
    let (x, y) = ((point.x >> 15) - rect.x, (point.y >> 15) - rect.y);
    let at = (y * 256 + x) as usize * 4;
    let mut color = [0; 4];
    color.copy_from_slice(&canvas.pixels()[at..at + 4]);
    color
}

/// How many addresses of a grid show a colour; borders pass over some.
fn showing(snapshot: &Snapshot, style: &Style, own: &Recount, wanted: Rgba) -> usize {
    let premultiplied = |v: u8| (f64::from(v) * f64::from(wanted.a) / 255.0).round() as u8;
    let [r, g, b] = [wanted.r, wanted.g, wanted.b].map(premultiplied);
    let shows = |position: &&Position| {
        color_at(snapshot, style, WorldPoint::of(**position)) == [r, g, b, wanted.a]
    };
    own.within.iter().filter(shows).count()
}

#[test]
fn areas_have_the_colour_of_their_count() {
    let (snapshot, styles) = (soho(), styles());
    let style = styles.get("counts").expect("shipped");
    let scale = &statistic(style).scale;
    let (mut deaths, mut shown) = (0, 0);
    for own in recount(&snapshot.dataset()) {
        let class = scale
            .breaks()
            .iter()
            .filter(|&&least| own.deaths as f64 >= least);
        shown += showing(&snapshot, style, &own, scale.colors()[class.count()]);
        deaths += own.deaths;
    }
    assert_eq!(deaths, 392);
    assert!(
        shown > 300,
        "{shown} of 324 addresses have the colour of their grid's class"
    );
}

#[test]
fn areas_have_the_colour_of_their_rate() {
    let (snapshot, styles) = (inhabited(), styles());
    let style = styles.get("rates").expect("shipped");
    let scale = &statistic(style).scale;
    let (mut shown, mut seen) = (0, BTreeSet::new());
    for own in recount(&snapshot.dataset()) {
        let rate = own.deaths as f64 * 1e5 / own.residents as f64;
        let class = scale.breaks().iter().filter(|&&least| rate >= least);
        let wanted = scale.colors()[class.count()];
        shown += showing(&snapshot, style, &own, wanted);
        seen.insert(wanted.hex());
    }
    assert!(
        shown > 300 && seen.len() > 1,
        "{shown} of 324 addresses, {seen:?}"
    );
}

#[test]
fn vector_tiles_state_value_and_class() {
    let styles = styles();
    let has = |snapshot: &Snapshot, id: &str, word: &str| {
        let point = WorldPoint::of(snapshot.dataset().addresses[0].position);
        let coord = TileCoord::new(13, (point.x >> 27) as u32, (point.y >> 27) as u32);
        let style = styles.get(id).expect("shipped");
        let tile = vector_tile(snapshot, style, coord.expect("inside"), &grids());
        let tile = tile.expect("a tile");
        tile.windows(word.len()).any(|part| part == word.as_bytes())
    };
    for (snapshot, id, value, withheld) in [
        (soho(), "counts", true, false),
        (inhabited(), "rates", true, false),
        // nobody lives there as far as the demo knows
        (soho(), "rates", false, true),
    ] {
        assert!(has(&snapshot, id, "class"), "{id}");
        assert_eq!(has(&snapshot, id, "value"), value, "{id}");
        assert_eq!(has(&snapshot, id, "withheld"), withheld, "{id}");
    }
}

#[test]
fn legends_name_all_states() {
    let (snapshot, styles) = (soho(), styles());
    let of = |id: &str| legend(&snapshot, styles.get(id).expect("shipped"), &grids());
    let counts = of("counts");
    assert_eq!(counts.kind, LegendKind::Classes);
    let labels: Vec<&str> = counts
        .entries
        .iter()
        .map(|entry| &*entry.label.en)
        .collect();
    assert_eq!(
        labels,
        [
            "0",
            "1 – 4",
            "5 – 9",
            "10 – 19",
            "20 – 49",
            "50 – 99",
            "≥ 100",
            "no address, nothing reported"
        ]
    );
    let rates = of("rates");
    assert_eq!(rates.entries.len(), 8);
    assert!(rates.entries.iter().all(|entry| !entry.label.zh.is_empty()));
    let last: Vec<&str> = rates.entries[6..].iter().map(|entry| entry.hatch).collect();
    assert_eq!(last, ["dots", "diagonal"]);
    assert_eq!(
        (rates.entries[0].from, rates.entries[0].to),
        (None, Some(100.0))
    );
    let style = styles.get("counts").expect("shipped");
    assert_eq!(
        scale_of(&snapshot, style, &View::default()).as_deref(),
        Some("case-counts@1")
    );
    let unit = |view: &View| unit_of(&snapshot, style, view).expect("a unit");
    assert_eq!(unit(&grids()).en, "deaths per grid");
    assert_eq!(unit(&View::default()).zh, "每个蜂窝单元的死亡");
}

#[test]
fn broken_choropleths_are_refused() {
    let text = include_str!("../../styles/rates.json");
    let with = |from: &str, to: &str| {
        assert!(text.contains(from), "{from}");
        Style::parse("r.json", &text.replacen(from, to, 1))
    };
    for (from, to, named) in [
        ("\"times\": 100000", "\"times\": 0", "times 0"),
        (
            "\"breaks\": [100, 500",
            "\"breaks\": [500, 100",
            "do not rise",
        ),
        ("\"#35103de8\"", "\"#35103de8\", \"#000000\"", "7 colors"),
        ("\"withheld\"", "\"unknown\"", "unknown"),
        (
            "\"per\": { \"residents\": { \"times\": 100000, \"least\": 20 } }",
            "\"per\": \"km2\"",
            "withheld",
        ),
        (
            "\"per\":",
            "\"count\": \"residents\", \"per\":",
            "either measures, count or reported",
        ),
    ] {
        let reason = with(from, to).expect_err(to).reason;
        assert!(reason.contains(named), "{to}: {reason}");
    }
}
