//! The kinds of changes, each with what the verifier must name. `None` where a change of this kind cannot be made or
//! would state another truth: a certificate does not prove its place's name or how many live at an address.

use hexward_tests::random::Sequence;

use super::addresses::{
    address_disowned, address_doubled, address_dropped, address_dropped_with_counts,
    address_on_border, address_recoded, addresses_swapped, household_more, tie_changed, tie_moved,
    witness_changed,
};
use super::changes::Change;
use super::form::{
    head_changed, line_doubled, line_dropped, lines_reordered, tally_changed, tally_dropped,
    total_changed,
};
use super::ground::{
    codes_swapped, grid_copied, grid_dropped, ground_swapped, parent_changed, parent_unknown,
    ring_dropped, ring_turned, vertex_doubled, vertex_dropped, vertex_moved,
};
use super::sheet::Sheet;
use super::standing::{building_elsewhere, other_area_wins, winner_flipped};

type Kind = fn(&Sheet, &mut Sequence) -> Option<Change>;

/// All kinds of changes.
pub(crate) const KINDS: &[(&str, Kind)] = &[
    ("vertex moved by a step", vertex_moved),
    ("vertex dropped", vertex_dropped),
    ("vertex doubled", vertex_doubled),
    ("ring turned", ring_turned),
    ("ring dropped", ring_dropped),
    ("grid dropped", grid_dropped),
    ("grid under a second code", grid_copied),
    ("codes of two grids swapped", codes_swapped),
    ("ground of two grids swapped", ground_swapped),
    ("parent changed", parent_changed),
    ("parent unknown", parent_unknown),
    ("address dropped", address_dropped),
    (
        "address dropped, counts mended",
        address_dropped_with_counts,
    ),
    ("address doubled", address_doubled),
    ("address in another grid", address_recoded),
    ("address in no grid", address_disowned),
    ("codes of two addresses swapped", addresses_swapped),
    ("address moved to a border", address_on_border),
    ("witness changed", witness_changed),
    ("household more", household_more),
    ("tally changed", tally_changed),
    ("tally dropped", tally_dropped),
    ("total changed", total_changed),
    ("count in a head changed", head_changed),
    ("line dropped", line_dropped),
    ("line doubled", line_doubled),
    ("lines in another order", lines_reordered),
    ("owner of a tie changed", tie_changed),
    ("tie moved off the border", tie_moved),
    ("another wins", winner_flipped),
    ("building counts elsewhere", building_elsewhere),
    ("another area wins", other_area_wins),
];

/// One line replaced; `None` when it is the same.
pub(super) fn replaced(sheet: &Sheet, place: usize, line: String, name: &str) -> Option<Change> {
    let mut lines = sheet.lines.clone();
    let old = std::mem::replace(&mut lines[place], line);
    (old != lines[place]).then(|| Change {
        lines,
        names: vec![name.to_owned()],
    })
}

/// One less.
pub(super) fn less(number: &str) -> String {
    (number.parse::<u64>().expect("a number") - 1).to_string()
}

/// One more.
pub(super) fn more(number: &str) -> String {
    (number.parse::<u64>().expect("a number") + 1).to_string()
}
