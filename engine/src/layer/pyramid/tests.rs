use std::collections::BTreeMap;

use proptest::prelude::*;
use time::Date;

use super::*;

fn day(n: i32) -> Date {
    Date::from_julian_day(2_460_000 + n).expect("a day")
}

/// Places in a few clusters, so that many share cells.
fn ticks() -> impl Strategy<Value = Vec<Tick>> {
    let tick = (0..4_i64, 0..3_000_i64, 0..3_000_i64, 0..30_i32, 1..5_i64).prop_map(
        |(cluster, x, y, n, value)| Tick {
            at: WorldPoint {
                x: (900_000_000_000 >> cluster) + x * x * 40,
                y: (400_000_000_000 >> cluster) + y * y * 40,
            },
            day: day(n),
            value,
        },
    );
    prop::collection::vec(tick, 1..200)
}

type Cells = BTreeMap<(i64, i64), u64>;

/// The cells of a rectangle by looking at every tick.
fn scan(ticks: &[Tick], rect: PixelRect, days: Option<DayRange>) -> Cells {
    let mut cells = Cells::new();
    for tick in ticks {
        let place = (
            tick.at.x >> rect.pixel_shift(),
            tick.at.y >> rect.pixel_shift(),
        );
        let counted = days.is_none_or(|days| (days.from..=days.to).contains(&tick.day));
        let window = rect.world();
        if counted && window.contains(tick.at) {
            *cells.entry(place).or_default() += tick.value as u64;
        }
    }
    cells
}

fn read(pyramid: &Pyramid, rect: PixelRect, days: Option<DayRange>) -> Cells {
    let mut cells = Cells::new();
    pyramid.visit(rect, days, |x, y, sum| {
        assert!(cells.insert((x, y), sum).is_none(), "a cell comes once");
    });
    cells
}

proptest! {
    #[test]
    fn cells_are_the_sums_of_their_ticks(
        ticks in ticks(),
        zoom in 0..=FINEST_CELL_ZOOM,
        (dx, dy, width, height) in (0..40_i64, 0..40_i64, 1..90_u32, 1..90_u32),
        (first, length) in (0..30_i32, 0..30_i32),
    ) {
        let pyramid = Pyramid::build(&ticks);
        let shift = 32 - u32::from(zoom);
        let rect = PixelRect {
            pixel_zoom: zoom,
            x: (ticks[0].at.x >> shift) - dx,
            y: (ticks[0].at.y >> shift) - dy,
            width,
            height,
        };
        let days = DayRange { from: day(first), to: day(first + length) };
        for days in [None, Some(days)] {
            prop_assert_eq!(read(&pyramid, rect, days), scan(&ticks, rect, days));
        }
        prop_assert_eq!(pyramid.total(), ticks.iter().map(|t| t.value as u64).sum::<u64>());
    }

    #[test]
    fn edits_lead_where_a_fresh_start_does(ticks in ticks(), cut in 0..200_usize, gone in 0..200_usize) {
        let cut = cut % ticks.len();
        let gone = gone % ticks.len();
        let begun = Pyramid::build(&ticks[..cut]);
        let away = ticks[..gone].iter().map(|t| Tick { value: -t.value, ..*t });
        let edits: Vec<Tick> = ticks[cut..].iter().copied().chain(away).collect();
        prop_assert_eq!(begun.after(&edits), Pyramid::build(&ticks[gone..]));
        let undone: Vec<Tick> = edits.iter().map(|t| Tick { value: -t.value, ..*t }).collect();
        prop_assert_eq!(begun.after(&edits).after(&undone), begun);
    }
}

#[test]
fn one_edit_touches_about_twenty_counters() {
    let at = |n: i64| WorldPoint {
        x: 900_000_000_000 + n * 777_777,
        y: 400_000_000_000 + n * n % 1000 * 99_991,
    };
    let tick = |n: i64, value| Tick {
        at: at(n),
        day: day((n % 9) as i32),
        value,
    };
    let ticks: Vec<Tick> = (0..5_000).map(|n| tick(n, 1)).collect();
    let before = Pyramid::build(&ticks);
    let new = Tick {
        day: day(30),
        ..tick(1_234, 1)
    };
    let after = before.after(&[new]);
    let mut touched = 0;
    for (old, new) in before.levels.iter().zip(&after.levels) {
        let same = |(a, b): (&CellSum, &CellSum)| a == b;
        touched += old.sums.len()
            - old
                .sums
                .iter()
                .zip(new.sums.iter())
                .filter(|p| same(*p))
                .count();
        touched += new.days.len() - old.days.len();
    }
    assert!((10..=20).contains(&touched), "{touched} counters");
}
