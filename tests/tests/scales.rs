//! Scales that are fitted to the data: to all of it, the same in every tile and document, and held while they can be.

#![expect(
    clippy::panic,
    clippy::float_cmp,
    reason = "a test fails by a panic; ends of scales are rungs, which are equal or not"
)]

use hexward_engine::edit::apply;
use hexward_engine::geom::{PixelRect, TileCoord, TileSize, WorldPoint};
use hexward_engine::model::{Count, Dataset, Note};
use hexward_engine::render::{
    Areas, Content, Fitted, Spread, Style, Styles, View, choice_of, density, legend, picture,
    scale_of, tile,
};
use hexward_engine::snapshot::Snapshot;

fn dataset() -> Dataset {
    let demo = hexward::demo::soho(Note::default()).expect("the demo");
    let empty = Snapshot::build(Dataset::default());
    let delta = apply(&empty, &demo).expect("the demo");
    empty.with(&delta).expect("fits").dataset()
}

/// The demo with all counts changed.
fn soho(change: impl Fn(usize, &mut Count)) -> Snapshot {
    let mut dataset = dataset();
    for (index, count) in dataset.counts.iter_mut().enumerate() {
        change(index, count);
    }
    Snapshot::build(dataset)
}

fn styles() -> Styles {
    hexward::state::shipped_styles().expect("all styles are valid")
}

fn named(id: &str) -> Style {
    Style::clone(styles().get(id).expect("ships"))
}

fn grids() -> View {
    View {
        areas: Areas::Grids,
        ..View::default()
    }
}

fn top_of(fitted: Option<Fitted>) -> f64 {
    match fitted {
        Some(Fitted::Top(top)) => top,
        other => panic!("{other:?} is no top"),
    }
}

/// The largest density of all pixels of the demo at a zoom.
fn largest(snapshot: &Snapshot, zoom: u8) -> f64 {
    let bounds = snapshot.bounds().expect("the demo");
    let pixel = |at: WorldPoint| (at.x >> (32 - zoom), at.y >> (32 - zoom));
    let (west, south) = pixel(WorldPoint::of(bounds.min()));
    let (east, north) = pixel(WorldPoint::of(bounds.max()));
    let rect = PixelRect {
        pixel_zoom: zoom,
        x: west - 100,
        y: north - 100,
        width: (east - west + 200) as u32,
        height: (south - north + 200) as u32,
    };
    let spread = Spread {
        bandwidth_m: 100.0,
        days: None,
    };
    let counts = &snapshot.counts;
    let measure = counts
        .measures()
        .iter()
        .position(|own| own.measure.as_str() == "deaths");
    let measure = &counts.measures()[measure.expect("the deaths of 1854")];
    let all = density(counts.pyramid(measure, &snapshot.addresses), &spread, rect).expect("drawn");
    (0..all.mass.len())
        .map(|index| all.per_hectare(index))
        .fold(0.0, f64::max)
}

#[test]
fn a_density_is_fitted_to_its_largest_value_anywhere() {
    let style = named("intensity");
    for (factor, steps) in [(1, 0), (7, 1), (40, 2), (1000, 4)] {
        let snapshot = soho(|_, count| count.value *= factor);
        let top = top_of(style.fit(&snapshot, &View::default(), None));
        let most = largest(&snapshot, 15);
        // the lowest of 1, 2, 5, 10, … that holds it
        assert!(
            top >= most && top <= 2.5 * most,
            "{factor}: {top} for {most} ({steps})"
        );
        let digit: f64 = format!("{top:e}")
            .split('e')
            .next()
            .expect("a number")
            .parse()
            .expect("digits");
        assert!([1.0, 2.0, 5.0].contains(&digit), "{top}");
    }
    let nothing = soho(|_, count| count.value = 0);
    assert_eq!(top_of(style.fit(&nothing, &View::default(), None)), 1.0);
}

#[test]
fn a_top_is_held_over_a_correction_there_and_back() {
    let style = named("intensity");
    let view = View::default();
    let most = largest(&soho(|_, _| {}), 15);
    let before = top_of(style.fit(&soho(|_, _| {}), &view, None));
    // as many times that the peak is just over the rung
    let factor = (before / most).ceil() as u32 + 1;
    let above = soho(|_, count| count.value *= factor);
    let fitted = style.fit(&above, &view, Some(&Fitted::Top(before)));
    assert!(top_of(fitted.clone()) > before);
    let top = top_of(fitted.clone());
    let back = soho(|index, count| {
        count.value = count.value * factor * 92 / 100 + u32::from(index == 0);
    });
    let plain = top_of(style.fit(&back, &view, None));
    let held = top_of(style.fit(&back, &view, fitted.as_ref()));
    assert!(held == top || plain == held, "{plain} {held} {top}");
    let far = soho(|_, _| {});
    assert_eq!(
        top_of(style.fit(&far, &view, Some(&Fitted::Top(top * 100.0)))),
        before
    );
}

#[test]
fn fifths_hold_equally_many_areas_and_everything_says_the_same_breaks() {
    let (snapshot, style, view) = (soho(|_, _| {}), named("fifths"), grids());
    let fitted = style.fit(&snapshot, &view, None).expect("breaks");
    let Fitted::Breaks(breaks) = &fitted else {
        panic!("{fitted:?} are no breaks");
    };
    assert!(!breaks.is_empty() && breaks.windows(2).all(|pair| pair[0] < pair[1]));
    let ready = style.fitted(&fitted);
    let texts: Vec<String> = breaks.iter().map(f64::to_string).collect();
    let label = format!("cases-per-km2-fifths@1:{}", texts.join(","));
    assert_eq!(scale_of(&snapshot, &style, &view), Some(label.clone()));
    assert_eq!(scale_of(&snapshot, &ready, &view), Some(label.clone()));
    let key = legend(&snapshot, &style, &view);
    assert_eq!(key.scale, Some(label));
    let lows: Vec<f64> = key.entries.iter().filter_map(|entry| entry.from).collect();
    assert_eq!(lows, &breaks[..]);
    // the classes of the areas that have a value
    let assignment = snapshot.assignment(hexward_engine::model::Tier::Grid);
    let layer = &snapshot.grids[&hexward_engine::model::Tier::Grid];
    let column = snapshot
        .counts
        .measures()
        .iter()
        .position(|own| own.measure.as_str() == "deaths");
    let column = column.expect("the deaths of 1854");
    let mut classes = vec![0; breaks.len() + 1];
    for (index, tally) in assignment.tallies.iter().enumerate() {
        if let Some(count) = tally.counts[column] {
            let value = count as f64 * 1e6 / layer.area_m2(index);
            classes[breaks.partition_point(|&least| least <= value)] += 1;
        }
    }
    let (most, least) = (classes.iter().max(), classes.iter().min());
    assert!(most <= least.map(|least| least + 3).as_ref(), "{classes:?}");
    // cells are other areas, with breaks of their own
    assert_ne!(style.fit(&snapshot, &View::default(), None), Some(fitted));
}

#[test]
fn a_tile_knows_nothing_that_its_neighbour_does_not() {
    let snapshot = soho(|_, _| {});
    for (id, view) in [
        ("intensity", View::default()),
        ("fifths", grids()),
        ("fifths", View::default()),
    ] {
        let style = named(id);
        let fitted = style.fitted(&style.fit(&snapshot, &view, None).expect("fitted"));
        let parent = TileCoord::new(15, 16371, 10895).expect("inside");
        let rect = parent.pixels(TileSize::Px512);
        let whole = picture(&snapshot, &style, rect, &view).expect("drawn");
        for (dx, dy) in [(0, 0), (1, 0), (0, 1), (1, 1)] {
            let part = TileCoord::new(16, 2 * 16371 + dx, 2 * 10895 + dy).expect("inside");
            let own = picture(&snapshot, &fitted, part.pixels(TileSize::Px256), &view);
            let own = own.expect("drawn");
            for row in 0..256 {
                let start = ((row + 256 * dy as usize) * 512 + 256 * dx as usize) * 4;
                let line = &own.pixels()[row * 1024..][..1024];
                assert_eq!(
                    line,
                    &whole.pixels()[start..start + 1024],
                    "{id} {dx} {dy} {row}"
                );
            }
            let drawn = [&style, &fitted].map(|style| tile(&snapshot, style, part, &view));
            let [a, b] = drawn.map(|tile| tile.expect("drawn").png);
            assert_eq!(a, b, "{id}");
        }
    }
}

#[test]
fn a_count_that_leaves_the_rung_alone_leaves_far_tiles_alone() {
    let style = named("intensity");
    let view = View::default();
    let far = TileCoord::new(16, 0, 0).expect("inside");
    let key = |snapshot: &Snapshot| choice_of(snapshot, &style, far, &view);
    let before = key(&soho(|_, _| {}));
    assert_eq!(
        before,
        key(&soho(|index, count| count.value += u32::from(index == 5)))
    );
    assert_ne!(before, key(&soho(|_, count| count.value *= 10)));
    assert!(matches!(style.content(), Content::Density { .. }));
}
