//! Changes of addresses.

use hexward_tests::random::Sequence;

use super::changes::Change;
use super::kinds::{less, more, replaced};
use super::sheet::{CODE, COUNTS_AT, HOUSEHOLDS, Sheet, WITNESS, numbers};

pub(super) fn address_dropped(sheet: &Sheet, random: &mut Sequence) -> Option<Change> {
    let place = sheet.one("address", random)?;
    let mut lines = sheet.lines.clone();
    lines.remove(place);
    Some(Change {
        lines,
        names: vec!["line".to_owned()],
    })
}

/// An address is left out of the list, its head and the total, but not out of the tally of its grid.
pub(super) fn address_dropped_with_counts(sheet: &Sheet, random: &mut Sequence) -> Option<Change> {
    let place = sheet.one("address", random)?;
    let mut lines = sheet.lines.clone();
    let (head, total) = (
        *sheet.all("addresses").first()?,
        *sheet.all("total").first()?,
    );
    lines[head] = sheet.with_field(head, 2, &less(sheet.field(head, 2)));
    let number = |place: usize, field: usize| -> u64 {
        sheet.field(place, field).parse().expect("a number")
    };
    let located = u64::from(sheet.field(place, CODE) != "-");
    let left = [
        number(total, 2) - 1,
        number(total, 3) - located,
        number(total, 4) - number(place, HOUSEHOLDS),
        number(total, 5) - number(place, HOUSEHOLDS + 1),
    ];
    let sums: Vec<String> = left.iter().map(ToString::to_string).collect();
    lines[total] = format!("total\t{}\t{}", sheet.field(total, 1), sums.join("\t"));
    lines.remove(place);
    let names = vec![format!("tally of {}", sheet.field(place, CODE))];
    (located > 0).then_some(Change { lines, names })
}

pub(super) fn address_doubled(sheet: &Sheet, random: &mut Sequence) -> Option<Change> {
    let place = sheet.one("address", random)?;
    let mut lines = sheet.lines.clone();
    lines.insert(place, sheet.lines[place].clone());
    Some(Change {
        lines,
        names: vec![sheet.field(place, 1).to_owned()],
    })
}

pub(super) fn address_recoded(sheet: &Sheet, random: &mut Sequence) -> Option<Change> {
    let (place, grid) = (sheet.one("address", random)?, sheet.one("grid", random)?);
    let line = sheet.with_field(place, CODE, sheet.field(grid, 1));
    replaced(sheet, place, line, &named(sheet, place))
}

pub(super) fn address_disowned(sheet: &Sheet, random: &mut Sequence) -> Option<Change> {
    let place = sheet.one("address", random)?;
    replaced(
        sheet,
        place,
        sheet.with_field(place, CODE, "-"),
        &named(sheet, place),
    )
}

/// How the verifier calls an address.
fn named(sheet: &Sheet, place: usize) -> String {
    format!("address {}:", sheet.field(place, 1))
}

pub(super) fn addresses_swapped(sheet: &Sheet, random: &mut Sequence) -> Option<Change> {
    let (a, b) = (sheet.one("address", random)?, sheet.one("address", random)?);
    let (code_a, code_b) = (sheet.field(a, CODE), sheet.field(b, CODE));
    let mut lines = sheet.lines.clone();
    lines[a] = sheet.with_field(a, CODE, code_b);
    lines[b] = sheet.with_field(b, CODE, code_a);
    (code_a != code_b).then(|| Change {
        lines,
        names: vec![named(sheet, a), named(sheet, b)],
    })
}

/// An address inside its grid is said to lie at a vertex of it.
pub(super) fn address_on_border(sheet: &Sheet, random: &mut Sequence) -> Option<Change> {
    let place = sheet.one("address", random)?;
    let grids = sheet.assigned_grids();
    let code = sheet.field(place, CODE);
    let grid = *grids.iter().find(|&&grid| sheet.field(grid, 1) == code)?;
    let vertices = numbers(&sheet.lines[sheet.rings_of(grid).start]);
    let at = random.below(vertices.len() / 2) * 2;
    let line = sheet.with_field(place, 2, &format!("{} {}", vertices[at], vertices[at + 1]));
    let inside = sheet.field(place, WITNESS) == "inside" && sheet.field(place, COUNTS_AT) == "-";
    replaced(sheet, place, line, &named(sheet, place)).filter(|_| inside)
}

pub(super) fn witness_changed(sheet: &Sheet, random: &mut Sequence) -> Option<Change> {
    let place = sheet.one("address", random)?;
    let other = *random.one_of(&["inside", "border", "outside", "inner", ""]);
    replaced(
        sheet,
        place,
        sheet.with_field(place, WITNESS, other),
        &named(sheet, place),
    )
}

pub(super) fn household_more(sheet: &Sheet, random: &mut Sequence) -> Option<Change> {
    let (place, field) = (sheet.one("address", random)?, HOUSEHOLDS + random.below(2));
    let line = sheet.with_field(place, field, &more(sheet.field(place, field)));
    let code = sheet.field(place, CODE);
    let name = if code == "-" {
        "total".to_owned()
    } else {
        format!("tally of {code}")
    };
    replaced(sheet, place, line, &name)
}

/// An address on a border is given to another grid that has the same position on its border.
pub(super) fn tie_changed(sheet: &Sheet, random: &mut Sequence) -> Option<Change> {
    let place = tie(sheet, random)?;
    let (position, code) = (sheet.field(place, 2), sheet.field(place, CODE));
    let vertex = format!(" {position} ");
    let holds = |&&grid: &&usize| {
        let rings = &sheet.lines[sheet.rings_of(grid)];
        sheet.field(grid, 1) != code && rings.iter().any(|ring| ring.contains(&vertex))
    };
    let grids = sheet.assigned_grids();
    let other = *grids.iter().find(holds)?;
    let line = sheet.with_field(place, CODE, sheet.field(other, 1));
    replaced(sheet, place, line, &named(sheet, place))
}

/// An address at a vertex of its grid moves by one step; not along an edge, where it would stay a tie.
pub(super) fn tie_moved(sheet: &Sheet, random: &mut Sequence) -> Option<Change> {
    let place = tie(sheet, random)?;
    let mut position: Vec<i64> = sheet
        .field(place, 2)
        .split(' ')
        .map(|n| n.parse().expect("a number"))
        .collect();
    position[random.below(2)] += *random.one_of(&[-1, 1]);
    let grids = sheet.assigned_grids();
    let touched = |&grid: &usize| {
        sheet.lines[sheet.rings_of(grid)]
            .iter()
            .any(|line| on_ring(&numbers(line), &position))
    };
    if grids.iter().any(touched) {
        return None;
    }
    let line = sheet.with_field(place, 2, &format!("{} {}", position[0], position[1]));
    replaced(sheet, place, line, &named(sheet, place))
}

/// An address on a border.
fn tie(sheet: &Sheet, random: &mut Sequence) -> Option<usize> {
    let addresses = sheet.all("address").iter().copied();
    let ties: Vec<usize> = addresses
        .filter(|&place| {
            sheet.field(place, WITNESS) == "border" && sheet.field(place, COUNTS_AT) == "-"
        })
        .collect();
    (!ties.is_empty()).then(|| *random.one_of(&ties))
}

/// Whether a position lies on a ring.
fn on_ring(ring: &[i64], p: &[i64]) -> bool {
    (0..ring.len()).step_by(2).any(|i| {
        let j = (i + 2) % ring.len();
        let (a, b) = (&ring[i..i + 2], &ring[j..j + 2]);
        let within = |k: usize| (a[k].min(b[k])..=a[k].max(b[k])).contains(&p[k]);
        let [dx, dy, x, y] = [b[0] - a[0], b[1] - a[1], p[0] - a[0], p[1] - a[1]].map(i128::from);
        within(0) && within(1) && dx * y == dy * x
    })
}
