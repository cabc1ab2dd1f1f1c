//! Changes of grids and their rings.

use hexward_tests::random::Sequence;

use super::changes::Change;
use super::kinds::{less, more, replaced};
use super::sheet::{CODE, Sheet, WITNESS, numbers, ring};

pub(super) fn vertex_moved(sheet: &Sheet, random: &mut Sequence) -> Option<Change> {
    let place = sheet.one("ring", random)?;
    let mut moved = numbers(&sheet.lines[place]);
    let at = random.below(moved.len());
    moved[at] += *random.one_of(&[-1, 1]);
    replaced(
        sheet,
        place,
        ring(&moved),
        sheet.field(sheet.grid_of(place), 1),
    )
}

pub(super) fn vertex_dropped(sheet: &Sheet, random: &mut Sequence) -> Option<Change> {
    let place = sheet.one("ring", random)?;
    let mut fewer = numbers(&sheet.lines[place]);
    let at = random.below(fewer.len() / 2) * 2;
    fewer.drain(at..at + 2);
    let code = sheet.field(sheet.grid_of(place), 1);
    // a triangle is left with two vertices: its line is named
    let name = if fewer.len() < 6 {
        format!("line {}", place + 1)
    } else {
        code.to_owned()
    };
    replaced(sheet, place, ring(&fewer), &name)
}

pub(super) fn vertex_doubled(sheet: &Sheet, random: &mut Sequence) -> Option<Change> {
    let place = sheet.one("ring", random)?;
    let mut more = numbers(&sheet.lines[place]);
    let at = random.below(more.len() / 2) * 2;
    let vertex = [more[at], more[at + 1]];
    more.splice(at..at, vertex);
    replaced(
        sheet,
        place,
        ring(&more),
        sheet.field(sheet.grid_of(place), 1),
    )
}

pub(super) fn ring_turned(sheet: &Sheet, random: &mut Sequence) -> Option<Change> {
    let place = sheet.one("ring", random)?;
    let positions = numbers(&sheet.lines[place]);
    let turned: Vec<i64> = positions.chunks(2).rev().flatten().copied().collect();
    replaced(
        sheet,
        place,
        ring(&turned),
        sheet.field(sheet.grid_of(place), 1),
    )
}

/// Drops a ring of several, and says so in the line of the grid.
pub(super) fn ring_dropped(sheet: &Sheet, random: &mut Sequence) -> Option<Change> {
    let several = |grid: &&usize| sheet.rings_of(**grid).len() > 1;
    let grids: Vec<&usize> = sheet.all("grid").iter().filter(several).collect();
    let grid = **grids.get(random.below(grids.len().max(1)))?;
    let rings = sheet.rings_of(grid);
    let mut lines = sheet.lines.clone();
    lines[grid] = sheet.with_field(grid, 3, &(rings.len() - 1).to_string());
    lines.remove(rings.start + random.below(rings.len()));
    // without its hole a grid lies on others, and these are named with the parent
    let names = [1, 2]
        .map(|field| sheet.field(grid, field).to_owned())
        .to_vec();
    Some(Change { lines, names })
}

/// Drops a grid with its tally, and mends the counts of its tier and of the total.
pub(super) fn grid_dropped(sheet: &Sheet, random: &mut Sequence) -> Option<Change> {
    let grid = sheet.one("grid", random)?;
    let (code, parent) = (sheet.field(grid, 1), sheet.field(grid, 2));
    let mut lines = sheet.lines.clone();
    let (tier, total) = (sheet.head_of(grid, "tier"), *sheet.all("total").first()?);
    lines[tier] = sheet.with_field(tier, 2, &less(sheet.field(tier, 2)));
    lines[total] = sheet.with_field(total, 1, &less(sheet.field(total, 1)));
    let tallies = sheet.all("tally").iter();
    if let Some(&tally) = tallies.rev().find(|&&tally| sheet.field(tally, 1) == code) {
        lines.remove(tally);
    }
    lines.drain(grid..sheet.rings_of(grid).end);
    let names = vec![code.to_owned(), parent.to_owned()];
    // ground without siblings, children and addresses may be left out: then less is stated, and it is true
    let used = |place: &usize, field: usize| sheet.field(*place, field) == code;
    let grids = sheet.all("grid").iter();
    let siblings = grids.filter(|&&place| sheet.field(place, 2) == parent);
    let stated = (parent != "-" && siblings.count() > 1)
        || sheet.all("grid").iter().any(|place| used(place, 2))
        || sheet.all("address").iter().any(|place| used(place, CODE));
    stated.then_some(Change { lines, names })
}

/// The same ground once more, under a code that comes right after, with or without its parent.
pub(super) fn grid_copied(sheet: &Sheet, random: &mut Sequence) -> Option<Change> {
    let grid = sheet.one("grid", random)?;
    let code = format!("{}Z", sheet.field(grid, 1));
    let mut lines = sheet.lines.clone();
    let (tier, total) = (sheet.head_of(grid, "tier"), *sheet.all("total").first()?);
    lines[tier] = sheet.with_field(tier, 2, &more(sheet.field(tier, 2)));
    lines[total] = sheet.with_field(total, 1, &more(sheet.field(total, 1)));
    if sheet.assigned_grids().contains(&grid) {
        let tallies = sheet.all("tally").iter();
        let tally = *tallies
            .rev()
            .find(|&&tally| sheet.field(tally, 1) == sheet.field(grid, 1))?;
        lines.insert(tally + 1, format!("tally\t{code}\t0\t0\t0"));
    }
    let end = sheet.rings_of(grid).end;
    let mut copy = sheet.lines[grid..end].to_vec();
    copy[0] = sheet.with_field(grid, 1, &code);
    if random.below(2) == 0 {
        let mut fields: Vec<&str> = copy[0].split('\t').collect();
        fields[2] = "-";
        copy[0] = fields.join("\t");
    }
    lines.splice(end..end, copy);
    Some(Change {
        lines,
        names: vec![code],
    })
}

pub(super) fn codes_swapped(sheet: &Sheet, random: &mut Sequence) -> Option<Change> {
    let (a, b) = (sheet.one("grid", random)?, sheet.one("grid", random)?);
    let (code_a, code_b) = (sheet.field(a, 1), sheet.field(b, 1));
    let mut lines = sheet.lines.clone();
    lines[a] = sheet.with_field(a, 1, code_b);
    lines[b] = sheet.with_field(b, 1, code_a);
    let names = ["line", code_a, code_b].map(str::to_owned).to_vec();
    (a != b).then_some(Change { lines, names })
}

/// Two grids of the assigned tier exchange their ground; one of them at least has an address.
pub(super) fn ground_swapped(sheet: &Sheet, random: &mut Sequence) -> Option<Change> {
    let grids = sheet.assigned_grids();
    if grids.len() < 2 {
        return None;
    }
    let (a, b) = (*random.one_of(&grids), *random.one_of(&grids));
    let (a, b) = (a.min(b), a.max(b));
    let codes = [sheet.field(a, 1), sheet.field(b, 1)];
    let held = sheet.all("address").iter().any(|&place| {
        codes.contains(&sheet.field(place, CODE)) && sheet.field(place, WITNESS) != "stated"
    });
    if a == b || !held {
        return None;
    }
    let mut lines = sheet.lines.clone();
    let (rings_a, rings_b) = (sheet.rings_of(a), sheet.rings_of(b));
    let (from_a, from_b) = (
        lines[rings_a.clone()].to_vec(),
        lines[rings_b.clone()].to_vec(),
    );
    lines[a] = sheet.with_field(a, 3, &from_b.len().to_string());
    lines[b] = sheet.with_field(b, 3, &from_a.len().to_string());
    lines.splice(rings_b, from_a);
    lines.splice(rings_a, from_b);
    Some(Change {
        lines,
        names: codes.map(str::to_owned).to_vec(),
    })
}

/// Another parent of the same tier, or none, for a grid that is not the only child of its parent.
pub(super) fn parent_changed(sheet: &Sheet, random: &mut Sequence) -> Option<Change> {
    let grid = sheet.one("grid", random)?;
    let parent = sheet.field(grid, 2);
    let grids = sheet.all("grid");
    let siblings = grids
        .iter()
        .filter(|&&other| sheet.field(other, 2) == parent)
        .count();
    if parent == "-" || siblings < 2 {
        return None;
    }
    let code = sheet.field(grid, 1);
    let mut names = vec![code.to_owned(), parent.to_owned()];
    let other = match random.below(3) {
        0 => "-".to_owned(),
        1 => code.to_owned(),
        _ => sheet.field(*random.one_of(grids), 1).to_owned(),
    };
    let mut change = replaced(sheet, grid, sheet.with_field(grid, 2, &other), code)?;
    change.names.append(&mut names);
    Some(change)
}

pub(super) fn parent_unknown(sheet: &Sheet, random: &mut Sequence) -> Option<Change> {
    let grid = sheet.one("grid", random)?;
    let unknown = format!("{}X", sheet.field(grid, 1));
    replaced(sheet, grid, sheet.with_field(grid, 2, &unknown), &unknown)
}
