//! Words for what was found.

use hexward_engine::balance::{Cause, Criterion, Problem};
use hexward_engine::units::ParentUnits;

/// The name of a criterion.
pub(super) fn criterion(criterion: Criterion) -> &'static str {
    match criterion {
        Criterion::Households => "households",
        Criterion::Residents => "residents",
        Criterion::Minutes => "minutes",
    }
}

/// Why no plan meets the task, with the unit or grid that stands in the way.
pub(super) fn cause(cause: &Cause, parent: &ParentUnits, problem: &Problem) -> String {
    let band = problem.task().band;
    let unit = |number: u32| &parent.units[number as usize].id;
    let grid = |number: u32| &parent.grids[number as usize];
    match *cause {
        Cause::Overweight { unit: of, work } => format!(
            "unit {} alone has {work}, more than {}: it is best a grid of its own",
            unit(of),
            band.high()
        ),
        Cause::AboveCap { unit: of, cap } => {
            let cap = problem.task().caps[cap as usize];
            let (most, name) = (cap.at_most, criterion(cap.criterion));
            format!("unit {} alone has more than {most} {name}", unit(of))
        }
        Cause::TooLittle { first, work } => format!(
            "the part around unit {} has {work}, less than one grid needs",
            unit(first)
        ),
        Cause::Between { first, work, grids } => format!(
            "the part around unit {} has {work}: too much for {grids} grids, too little for {}",
            unit(first),
            grids + 1
        ),
        Cause::Count { asked, least, most } => {
            format!("{asked} grids are asked for, {least} to {most} can be in the band")
        }
        Cause::HeldAbove { grid: of, work } => {
            format!("nothing may leave grid {}, which has {work}", grid(of))
        }
        Cause::HeldBelow { grid: of, work } => {
            format!("nothing may enter grid {}, which has {work}", grid(of))
        }
        Cause::HeldBroken { grid: of } => format!(
            "nothing may leave grid {}, which is not in one piece",
            grid(of)
        ),
        _ => "no plan meets the task".to_owned(),
    }
}

/// How many grids before and after have how much work: ranges around the band, each with its bounds in words.
pub(crate) fn histogram(
    band: [u64; 2],
    before: &[u64],
    after: &[u64],
) -> Vec<(String, usize, usize)> {
    let [low, high] = band;
    let half = low.midpoint(high).max(low);
    let mut edges = vec![
        0,
        low / 2,
        low,
        half,
        high + 1,
        high + 1 + high / 2,
        2 * high + 1,
    ];
    edges.dedup();
    let within = |work: &[u64], from: u64, to: Option<u64>| {
        let inside = |&&work: &&u64| work >= from && to.is_none_or(|to| work < to);
        work.iter().filter(inside).count()
    };
    let ranges = edges.iter().enumerate().map(|(place, &from)| {
        let to = edges.get(place + 1).copied();
        let name = match to {
            Some(to) => format!("{from}..{}", to - 1),
            None => format!("{from} and more"),
        };
        (name, within(before, from, to), within(after, from, to))
    });
    ranges.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_grid_stands_in_one_range() {
        let work: Vec<u64> = (0..1200).collect();
        for band in [[300, 500], [0, 1], [1, 1], [0, 7], [400, 400]] {
            let ranges = histogram(band, &work, &[]);
            assert_eq!(
                ranges.iter().map(|range| range.1).sum::<usize>(),
                1200,
                "{band:?}"
            );
        }
        let names: Vec<String> = histogram([300, 500], &[], &[])
            .into_iter()
            .map(|range| range.0)
            .collect();
        let expected = [
            "0..149",
            "150..299",
            "300..399",
            "400..500",
            "501..750",
            "751..1000",
            "1001 and more",
        ];
        assert_eq!(names, expected);
    }
}
