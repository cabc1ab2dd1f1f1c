//! Labels: whole over every seam, never over each other, the same for any order of rows, and told apart by tile keys.

#[path = "labels/names.rs"]
mod names;

use std::collections::BTreeMap;
use std::sync::Arc;

use hexward_engine::geom::{PixelRect, Position, TileCoord, TileSize, WorldPoint};
use hexward_engine::layer::Threads;
use hexward_engine::model::{
    Change, Checkpoint, CheckpointId, CheckpointState, Dataset, Delta, Grid, Language, Tier,
};
use hexward_engine::render::{
    Areas, Labelled, PlacedLabel, Style, Styles, View, choice_of, picture, placed_labels, tile,
    vector_tile,
};
use hexward_engine::snapshot::Snapshot;
use hexward_tests::city::Files;
use hexward_tests::random::Sequence;
use hexward_tests::shared::lettered_styles;

const ZOOMS: [u8; 5] = [11, 13, 14, 16, 17];

/// A city with checkpoints at the first addresses.
fn dataset() -> Dataset {
    let mut dataset = Files::numbers(120, 3000, 5).dataset();
    let at = |(i, position): (usize, Position)| Checkpoint {
        id: CheckpointId::new(&format!("gate-{i:04}")).expect("valid"),
        position,
        name: format!("{i}号采样点"),
        kind: "gate".to_owned(),
        state: CheckpointState::ALL[i % 2],
    };
    let positions = dataset.addresses.iter().step_by(23).map(|row| row.position);
    dataset.checkpoints = positions.enumerate().map(at).collect();
    dataset
}

fn style<'a>(styles: &'a Styles, id: &str) -> &'a Style {
    styles.get(id).expect("a shipped style")
}

/// The views that labels are looked at in: alone in both languages, and over other styles.
fn looks(styles: &Styles) -> Vec<(&Style, View)> {
    let view = |labels, areas| View {
        labels,
        areas,
        ..View::default()
    };
    let (zh, en) = (Some(Language::Zh), Some(Language::En));
    vec![
        (style(styles, "labels"), view(None, Areas::Cells(None))),
        (style(styles, "labels"), view(en, Areas::Cells(None))),
        (style(styles, "load"), view(zh, Areas::Cells(None))),
        (style(styles, "risk"), view(zh, Areas::Grids)),
        (style(styles, "grids"), view(zh, Areas::Cells(None))),
        (style(styles, "checkpoints"), view(zh, Areas::Cells(None))),
        (style(styles, "cases"), view(en, Areas::Cells(None))),
    ]
}

/// All ground of a snapshot, with some around it.
fn ground(snapshot: &Snapshot, pixel_zoom: u8) -> PixelRect {
    let bounds = snapshot.bounds().expect("rows");
    let shift = 32 - u32::from(pixel_zoom);
    let (a, b) = (WorldPoint::of(bounds.min()), WorldPoint::of(bounds.max()));
    let rect = PixelRect {
        pixel_zoom,
        x: a.x >> shift,
        y: b.y >> shift,
        width: ((b.x - a.x) >> shift) as u32 + 1,
        height: ((a.y - b.y) >> shift) as u32 + 1,
    };
    rect.grown(200)
}

fn all_labels(snapshot: &Snapshot, style: &Style, view: &View, zoom: u8) -> Vec<PlacedLabel> {
    placed_labels(snapshot, style, ground(snapshot, zoom), view)
}

/// Compares a rectangle with the four parts that a cut makes of it, at random places of the city.
fn cut(snapshot: &Snapshot, styles: &Styles, times: usize, seed: u64) -> usize {
    let mut random = Sequence(seed);
    let looks = looks(styles);
    let mut inked = 0;
    for _ in 0..times {
        let (style, view) = random.one_of(&looks);
        let pixel_zoom = *random.one_of(&ZOOMS);
        let all = ground(snapshot, pixel_zoom);
        let side = *random.one_of(&[256_u32, 512]);
        let within = |from: i64, long: u32, random: &mut Sequence| {
            (from + random.below(long as usize) as i64).div_euclid(i64::from(side))
                * i64::from(side)
        };
        let whole = PixelRect {
            pixel_zoom,
            x: within(all.x, all.width, &mut random),
            y: within(all.y, all.height, &mut random),
            width: side,
            height: side,
        };
        let drawn = picture(snapshot, style, whole, view).expect("a picture");
        inked += usize::from(!drawn.is_empty());
        let middle = (
            random.below(side as usize) as u32,
            random.below(side as usize) as u32,
        );
        for (left, width) in [(0, middle.0), (middle.0, side - middle.0)] {
            for (top, height) in [(0, middle.1), (middle.1, side - middle.1)] {
                let part = PixelRect {
                    x: whole.x + i64::from(left),
                    y: whole.y + i64::from(top),
                    width,
                    height,
                    ..whole
                };
                let own = picture(snapshot, style, part, view).expect("a picture");
                for row in 0..height as usize {
                    let line = width as usize * 4;
                    let from = ((row + top as usize) * side as usize + left as usize) * 4;
                    let same = own.pixels()[row * line..(row + 1) * line]
                        == drawn.pixels()[from..from + line];
                    assert!(same, "style {} {part:?} row {row}", style.id());
                }
            }
        }
    }
    inked
}

#[test]
fn a_cut_anywhere_leaves_no_trace_on_labels() {
    let Some(styles) = lettered_styles() else {
        return;
    };
    let snapshot = Snapshot::build(dataset());
    assert!(cut(&snapshot, &styles, 60, 7) > 20);
}

#[test]
#[ignore = "minutes: the whole proof"]
fn ten_thousand_cuts_leave_no_trace_on_labels() {
    let Some(styles) = lettered_styles() else {
        return;
    };
    let snapshot = Snapshot::build(dataset());
    assert!(cut(&snapshot, &styles, 10_000, 11) > 3000);
}

#[test]
fn a_large_tile_with_labels_is_its_four_parts() {
    let Some(styles) = lettered_styles() else {
        return;
    };
    let snapshot = Snapshot::build(dataset());
    let labels = style(&styles, "labels");
    let label = &all_labels(&snapshot, labels, &View::default(), 15)[0];
    let corner = |x: i64| (x >> 9) as u32;
    let coord = TileCoord::new(14, corner(label.rect.x), corner(label.rect.y)).expect("inside");
    let large = View {
        size: TileSize::Px512,
        ..View::default()
    };
    let pixels = |coord: TileCoord, view: &View| {
        let drawn = picture(&snapshot, labels, coord.pixels(view.size), view).expect("a picture");
        assert!(tile(&snapshot, labels, coord, view).is_ok());
        drawn
    };
    let whole = pixels(coord, &large);
    assert!(!whole.is_empty());
    for (i, j) in [(0_u32, 0_u32), (1, 0), (0, 1), (1, 1)] {
        let part = TileCoord::new(15, 2 * coord.x() + i, 2 * coord.y() + j).expect("inside");
        let own = pixels(part, &View::default());
        for row in 0..256 {
            let from = ((row + 256 * j as usize) * 512 + 256 * i as usize) * 4;
            let line = row * 1024..(row + 1) * 1024;
            assert_eq!(
                whole.pixels()[from..from + 1024],
                own.pixels()[line],
                "row {row}"
            );
        }
    }
}

#[test]
fn no_two_labels_meet_and_all_neighbours_see_the_same() {
    let Some(styles) = lettered_styles() else {
        return;
    };
    let snapshot = Snapshot::build(dataset());
    for (style, view) in looks(&styles) {
        for zoom in ZOOMS {
            let labels = all_labels(&snapshot, style, &view, zoom);
            for (i, a) in labels.iter().enumerate() {
                for b in &labels[i + 1..] {
                    let apart = |from: i64, long: u32, other: i64, wide: u32| {
                        from + i64::from(long) <= other || other + i64::from(wide) <= from
                    };
                    let (p, q) = (a.rect, b.rect);
                    let free =
                        apart(p.x, p.width, q.x, q.width) || apart(p.y, p.height, q.y, q.height);
                    assert!(free, "{a:?} meets {b:?} at zoom {zoom}");
                }
                // whoever sees any pixel of a label sees the same label
                for (dx, dy) in [(0, 0), (a.rect.width - 1, 0), (0, a.rect.height - 1)] {
                    let pixel = PixelRect {
                        x: a.rect.x + i64::from(dx),
                        y: a.rect.y + i64::from(dy),
                        width: 1,
                        height: 1,
                        ..a.rect
                    };
                    let own = std::slice::from_ref(a);
                    assert_eq!(placed_labels(&snapshot, style, pixel, &view), own);
                }
            }
        }
    }
}

#[test]
fn larger_areas_are_named_first_and_finer_zooms_name_more() {
    let Some(styles) = lettered_styles() else {
        return;
    };
    let snapshot = Snapshot::build(dataset());
    let counts = |zoom| {
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        for label in all_labels(&snapshot, style(&styles, "labels"), &View::default(), zoom) {
            *counts.entry(label.of.name()).or_default() += 1;
        }
        counts
    };
    let of = |zoom, name| counts(zoom).get(name).copied().unwrap_or(0);
    let stored = |tier: Tier| snapshot.grids[&tier].records().len();
    assert_eq!(of(16, "street"), stored(Tier::Street));
    assert!(of(16, "community") > stored(Tier::Community) / 2);
    assert!(
        of(18, "grid") > stored(Tier::Grid) * 3 / 4,
        "{:?}",
        counts(18)
    );
    assert!(of(18, "checkpoint") > 0 && of(9, "grid") == 0);
    assert!(of(12, "community") <= of(14, "community"));
    let english = View {
        labels: Some(Language::En),
        ..View::default()
    };
    let labels = all_labels(&snapshot, style(&styles, "labels"), &english, 16);
    let grids = labels
        .iter()
        .filter(|label| label.of != Labelled::Checkpoints);
    assert!(grids.clone().all(|label| label.text.is_ascii()) && grids.count() > 20);
}

#[test]
fn rows_in_another_order_on_other_threads_give_the_same_bytes() {
    let Some(styles) = lettered_styles() else {
        return;
    };
    let dataset = dataset();
    let empty = Snapshot::build(Dataset::default());
    let turned = Delta {
        grids: dataset
            .grids
            .iter()
            .rev()
            .cloned()
            .map(Change::make)
            .collect(),
        checkpoints: dataset
            .checkpoints
            .iter()
            .rev()
            .cloned()
            .map(Change::make)
            .collect(),
        ..Delta::default()
    };
    let first = Snapshot::build(Dataset {
        addresses: Vec::new(),
        ..dataset
    });
    let second = empty
        .with(&turned)
        .expect("fits")
        .on_threads(Threads::new(3));
    for zoom in ZOOMS {
        let all = ground(&first, zoom);
        let middle = PixelRect {
            x: all.x + i64::from(all.width / 2) - 300,
            y: all.y + i64::from(all.height / 2) - 300,
            width: 600,
            height: 600,
            ..all
        };
        for (style, view) in looks(&styles)
            .into_iter()
            .filter(|(style, _)| style.id() != "cases")
        {
            // a memory of what was placed before must not show
            let fresh = lettered_styles().expect("fonts");
            let again = fresh.get(style.id()).expect("the same styles");
            let one = picture(&first, style, middle, &view).expect("a picture");
            let two = picture(&second, again, middle, &view).expect("a picture");
            assert_eq!(one, two, "style {} zoom {zoom}", style.id());
        }
    }
}

/// A grid of the city under another name, or a checkpoint elsewhere.
fn changed(snapshot: &Snapshot, random: &mut Sequence) -> Delta {
    if random.below(4) == 0 {
        let old = random
            .one_of(&snapshot.checkpoints.records().to_vec())
            .clone();
        let position = old.position;
        let step = |random: &mut Sequence| random.below(20_000) as i64 - 10_000;
        let moved = Position::clamped(
            i64::from(position.lon()) + step(random),
            i64::from(position.lat()) + step(random),
        );
        let new = Checkpoint {
            position: moved,
            ..old.clone()
        };
        return Delta {
            checkpoints: Change::replace(old, new).into_iter().collect(),
            ..Delta::default()
        };
    }
    let tier = *random.one_of(&Tier::ALL);
    let grids = snapshot.grids[&tier].records();
    let old = grids[random.below(grids.len())].clone();
    let rest: String = old.name.chars().skip(1).collect();
    let names = [
        "",
        "新",
        "太湖科技产业园社区居民委员会",
        "Broad Street",
        "梅园",
        &rest,
    ];
    let new = Grid {
        name: (*random.one_of(&names)).to_owned(),
        ..old.clone()
    };
    Delta {
        grids: Change::replace(old, new).into_iter().collect(),
        ..Delta::default()
    }
}

#[test]
fn every_tile_that_changes_has_a_new_key_and_others_keep_theirs() {
    let Some(styles) = lettered_styles() else {
        return;
    };
    let labels = style(&styles, "labels");
    let view = View::default();
    let mut random = Sequence(3);
    let mut before = Arc::new(Snapshot::build(dataset()));
    let (mut changes, mut kept) = (0, 0);
    for round in 0..24 {
        let delta = changed(&before, &mut random);
        let after = Arc::new(before.with(&delta).expect("fits"));
        let z = [12, 14, 15, 16][round % 4];
        let all = ground(&before, z);
        let columns = (all.x >> 8)..=((all.x + i64::from(all.width)) >> 8);
        for x in columns {
            for y in (all.y >> 8)..=((all.y + i64::from(all.height)) >> 8) {
                let coord = TileCoord::new(z, x as u32, y as u32).expect("inside");
                let key = |s: &Snapshot| choice_of(s, labels, coord, &view);
                let png = |s: &Snapshot| tile(s, labels, coord, &view).expect("a tile").png;
                let mvt = |s: &Snapshot| vector_tile(s, labels, coord, &view).expect("a tile");
                let same = png(&before) == png(&after) && mvt(&before) == mvt(&after);
                assert!(
                    same || key(&before) != key(&after),
                    "{coord:?} has a stale key"
                );
                changes += usize::from(!same);
                kept += usize::from(key(&before) == key(&after));
            }
        }
        let undone = after.with(&delta.clone().inverse()).expect("fits");
        for label in all_labels(&undone, labels, &view, z).iter().take(20) {
            assert_eq!(placed_labels(&before, labels, label.rect, &view)[0], *label);
        }
        before = after;
    }
    assert!(
        changes > 10 && kept > changes * 4,
        "{changes} changed, {kept} kept their key"
    );
}
