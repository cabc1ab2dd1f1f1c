//! The check backwards: how much of each side the names in the text lead to.
//!
//! It knows the names alone. For each step of the border the exact part that lies within reach of a line of that name is
//! measured, or of an edge of an area of that name, so nothing is taken over from the choice of the names.

use super::along::{beyond, foot};
use super::walk::{Border, Step};
use super::{FourBounds, Kind, Line, Side, Surroundings};
use crate::geom::{Metres, Region};

/// How far a line may be from the border that it names.
const REACH_M: f64 = 30.0;
/// How far the border may go on beyond its end.
const BEYOND_M: f64 = 5.0;
/// The cosine of the greatest angle between the two.
const PARALLEL: f64 = 0.8;

/// For each side, in the order of [`Side::ALL`], the part of its length that the names of `bounds` lead to, 0 to 1.
/// Cost: steps of 5 m along the border times segments of the lines of these names.
pub fn shares(region: &Region, bounds: &FourBounds, around: &Surroundings<'_>) -> [f64; 4] {
    let border = Border::of(region, around);
    Side::ALL.map(|side| {
        let named = bounds.bounds.iter().filter(|bound| bound.side == side);
        let named: Vec<(&Kind, &str)> = named
            .flat_map(|bound| &bound.names)
            .map(|named| (&named.kind, named.name.as_str()))
            .collect();
        let lines = segments(&named, around);
        let (mut whole, mut led) = (0.0, 0.0);
        for step in border.steps.iter().filter(|step| step.side == side) {
            whole += step.length_m;
            led += step.length_m * part_led_to(step, &named, &lines, around);
        }
        if whole > 0.0 { led / whole } else { 0.0 }
    })
}

/// The segments of all lines with one of the names.
fn segments(named: &[(&Kind, &str)], around: &Surroundings<'_>) -> Vec<[Metres; 2]> {
    let is_named = |line: &&Line<'_>| {
        // those without a name are told apart by class
        let leads = |class: &str| !line.name.is_empty() || class == line.class;
        let mut names = named.iter();
        names.any(
            |(kind, own)| matches!(kind, Kind::Line(class) if *own == line.name && leads(class)),
        )
    };
    let lines = around.lines.iter().filter(is_named);
    let at = |position| around.frame.to_metres(position);
    lines
        .flat_map(|line| line.path.windows(2))
        .map(|pair| [at(pair[0]), at(pair[1])])
        .collect()
}

fn part_led_to(
    step: &Step,
    named: &[(&Kind, &str)],
    lines: &[[Metres; 2]],
    around: &Surroundings<'_>,
) -> f64 {
    let is_area = |name: &str| named.contains(&(&Kind::Area, name));
    let whole = match step.beyond {
        Some(index) => is_area(around.neighbours[index as usize].name),
        None => named.contains(&(&Kind::Edge, "")),
    };
    if whole {
        return 1.0;
    }
    let mut parts: Vec<(f64, f64)> = lines
        .iter()
        .filter(|segment| parallel(step, segment))
        .filter_map(|segment| within_reach(step, segment))
        .collect();
    parts.sort_by(|a, b| a.0.total_cmp(&b.0));
    let (mut led, mut end) = (0.0, 0.0_f64);
    for (from, to) in parts {
        led += (to - from.max(end)).max(0.0);
        end = end.max(to);
    }
    led
}

fn parallel(step: &Step, [a, b]: &[Metres; 2]) -> bool {
    let (dx, dy) = (b.x - a.x, b.y - a.y);
    let along = step.direction.0 * dx + step.direction.1 * dy;
    along.abs() >= PARALLEL * libm::hypot(dx, dy)
}

/// From which to which part of a step a segment is within reach. How far it is, and how far beyond its end, are convex
/// along the step, so one interval has all of it.
fn within_reach(step: &Step, [a, b]: &[Metres; 2]) -> Option<(f64, f64)> {
    let far = |part: f64| {
        let p = Metres {
            x: step.from.x + (step.to.x - step.from.x) * part,
            y: step.from.y + (step.to.y - step.from.y) * part,
        };
        let foot = foot(p, *a, *b);
        let over = beyond(p, foot, *a, *b) - BEYOND_M;
        over.max(foot.distance_m(p) - REACH_M)
    };
    let (mut low, mut high) = (0.0_f64, 1.0_f64);
    for _ in 0..40 {
        let (one, other) = (low + (high - low) / 3.0, high - (high - low) / 3.0);
        if far(one) <= far(other) {
            high = other;
        } else {
            low = one;
        }
    }
    let nearest = f64::midpoint(low, high);
    if far(nearest) > 0.0 {
        return None;
    }
    let edge = |end: f64| {
        if far(end) <= 0.0 {
            return end;
        }
        let (mut inside, mut outside) = (nearest, end);
        for _ in 0..40 {
            let middle = f64::midpoint(inside, outside);
            if far(middle) <= 0.0 {
                inside = middle;
            } else {
                outside = middle;
            }
        }
        inside
    };
    Some((edge(0.0), edge(1.0)))
}
