//! Changes of heads, sums and the order of lines.

use hexward_tests::random::Sequence;

use super::changes::Change;
use super::kinds::{less, more, replaced};
use super::sheet::Sheet;

pub(super) fn tally_changed(sheet: &Sheet, random: &mut Sequence) -> Option<Change> {
    let (place, field) = (sheet.one("tally", random)?, 2 + random.below(3));
    let line = sheet.with_field(place, field, &more(sheet.field(place, field)));
    replaced(
        sheet,
        place,
        line,
        &format!("tally of {}", sheet.field(place, 1)),
    )
}

pub(super) fn tally_dropped(sheet: &Sheet, random: &mut Sequence) -> Option<Change> {
    let place = sheet.one("tally", random)?;
    let mut lines = sheet.lines.clone();
    lines.remove(place);
    Some(Change {
        lines,
        names: vec!["tallies".to_owned()],
    })
}

pub(super) fn total_changed(sheet: &Sheet, random: &mut Sequence) -> Option<Change> {
    let (place, field) = (*sheet.all("total").first()?, 1 + random.below(5));
    let line = sheet.with_field(place, field, &more(sheet.field(place, field)));
    replaced(sheet, place, line, "total")
}

pub(super) fn head_changed(sheet: &Sheet, random: &mut Sequence) -> Option<Change> {
    let word = *random.one_of(&["tier", "addresses"]);
    let place = sheet.one(word, random)?;
    let count = sheet.field(place, 2);
    let other = if random.below(2) == 0 && count != "0" {
        less(count)
    } else {
        more(count)
    };
    replaced(sheet, place, sheet.with_field(place, 2, &other), "line")
}

pub(super) fn line_dropped(sheet: &Sheet, random: &mut Sequence) -> Option<Change> {
    let place = random.below(sheet.lines.len());
    sheet.lines.get(place)?;
    let mut lines = sheet.lines.clone();
    lines.remove(place);
    let names = ["line", "tallies"].map(str::to_owned).to_vec();
    Some(Change { lines, names })
}

pub(super) fn line_doubled(sheet: &Sheet, random: &mut Sequence) -> Option<Change> {
    let place = random.below(sheet.lines.len());
    let again = sheet.lines.get(place)?.clone();
    let mut lines = sheet.lines.clone();
    lines.insert(place, again);
    let names = ["line", "tallies"].map(str::to_owned).to_vec();
    Some(Change { lines, names })
}

/// Two lines change places; the rings of a grid may stand in any order.
pub(super) fn lines_reordered(sheet: &Sheet, random: &mut Sequence) -> Option<Change> {
    let word = *random.one_of(&["address", "tally", "grid", "tier"]);
    let (a, b) = (sheet.one(word, random)?, sheet.one(word, random)?);
    let mut lines = sheet.lines.clone();
    lines.swap(a, b);
    let names = vec![
        "line".to_owned(),
        sheet.field(a, 1).to_owned(),
        sheet.field(b, 1).to_owned(),
    ];
    (lines[a] != lines[b]).then_some(Change { lines, names })
}
