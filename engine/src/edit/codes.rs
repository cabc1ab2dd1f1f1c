//! Codes: which comes next, which may not come back, and a parent numbered anew.

use std::cmp::Reverse;

use super::draw::tier_below;
use super::ground::Ground;
use super::{EditError, import};
use crate::codes::Profile;
use crate::model::{AreaCode, Change, Delta, Grid, Revision};
use crate::snapshot::Snapshot;

/// Refuses grids under codes that were retired. A snapshot of which nobody has read the log knows of none.
///
/// # Errors
/// [`EditError::Retired`].
pub fn check_codes(snapshot: &Snapshot, delta: &Delta) -> Result<(), EditError> {
    refuse_retired(snapshot, delta, snapshot.revision)
}

/// Refuses new grids whose codes are digits alone, other than those of divisions, and do not number a grid of their
/// parent: they may be any number.
///
/// # Errors
/// [`EditError::NotNumbered`], which does not repeat the code.
pub(super) fn refuse_other_digits(delta: &Delta) -> Result<(), EditError> {
    let come = delta
        .grids
        .iter()
        .filter(|change| change.before().is_none());
    for grid in come.filter_map(Change::after) {
        let is_digits = grid.code.as_str().bytes().all(|byte| byte.is_ascii_digit());
        let is_division = grid.code.as_str() == grid.code.division();
        let numbered = |parent: &AreaCode| Profile::of(parent, &grid.code).is_some();
        if is_digits && !is_division && !grid.parent.as_ref().is_some_and(numbered) {
            return Err(EditError::NotNumbered(grid.tier));
        }
    }
    Ok(())
}

/// As [`check_codes`]; what was retired after the revision `head` was retired by the same changeset or draft.
pub(super) fn refuse_retired(
    snapshot: &Snapshot,
    delta: &Delta,
    head: Revision,
) -> Result<(), EditError> {
    let Some(codes) = snapshot.codes() else {
        return Ok(());
    };
    let come = delta
        .grids
        .iter()
        .filter(|change| change.before().is_none());
    for change in come {
        let code = change.key();
        if let Some(retired) = codes.retired(&code) {
            let revision = Some(retired.revision).filter(|by| *by <= head);
            return Err(EditError::Retired { code, revision });
        }
    }
    Ok(())
}

/// The code that the next grid below a parent gets: the ordinal after the highest that any grid below it, in force or
/// drafted, ever had, in the profile of the grids that it has.
///
/// Cost: O(codes below the parent).
///
/// # Errors
/// [`EditError::Codes`] when the last one is used.
pub(super) fn next_code(ground: &Ground<'_>, parent: &AreaCode) -> Result<AreaCode, EditError> {
    let profile = profile_below(ground, parent);
    let next = next_ordinal(ground, parent, profile);
    let code = profile.code(parent, next);
    code.map_err(|_no_room| EditError::Codes(parent.clone()))
}

/// The code of a grid that is drawn or split off without one.
///
/// # Errors
/// As [`next_code`]; [`EditError::NeedsCode`] where the grids of the parent have codes of divisions, which others give.
pub(super) fn given_or_next(
    ground: &Ground<'_>,
    parent: &AreaCode,
    given: Option<&AreaCode>,
) -> Result<AreaCode, EditError> {
    if let Some(code) = given {
        return Ok(code.clone());
    }
    let is_division = |code: &AreaCode| code.as_str() == code.division();
    let children = ground.children(parent);
    if children.iter().any(|grid| is_division(&grid.code)) {
        return Err(EditError::NeedsCode(parent.clone()));
    }
    next_code(ground, parent)
}

/// The profile of the last numbered grid of a parent.
fn profile_below(ground: &Ground<'_>, parent: &AreaCode) -> Profile {
    let children = ground.children(parent).into_iter();
    let numbered = children.filter_map(|grid| Profile::of(parent, &grid.code));
    let last = numbered.max_by_key(|(_, ordinal)| *ordinal);
    last.map_or_else(Profile::default, |(profile, _)| profile)
}

fn next_ordinal(ground: &Ground<'_>, parent: &AreaCode, profile: Profile) -> usize {
    let is_used = |ordinal: &usize| {
        let code = profile.code(parent, *ordinal);
        code.is_ok_and(|code| ground.grid(&code).is_some() || ground.ever_had(&code))
    };
    let mut ordinals = (1..=profile.room_below(parent)).rev();
    ordinals.find(is_used).unwrap_or(0) + 1
}

/// Codes for all grids that a parent is divided into, one after the other: those that such grids have where there are
/// any, else the ones after the last that was ever used.
///
/// # Errors
/// [`EditError::Codes`] when there are not as many.
pub(super) fn codes_below(
    ground: &Ground<'_>,
    parent: &AreaCode,
    count: usize,
) -> Result<Vec<AreaCode>, EditError> {
    let profile = profile_below(ground, parent);
    let first = if ground.children(parent).is_empty() {
        next_ordinal(ground, parent, profile)
    } else {
        1
    };
    let codes = (first..first + count).map(|ordinal| profile.code(parent, ordinal));
    let codes: Result<_, _> = codes.collect();
    codes.map_err(|_no_room| EditError::Codes(parent.clone()))
}

/// Gives the grids of a parent new codes from west to east: by the longitude of the middle of their boxes, of equal ones
/// from north to south, then by their codes so far. Micro-grids that are numbered below such a grid move with it. Nothing
/// happens where the grids are in this order already.
///
/// # Errors
/// [`EditError::Codes`] when there are not as many codes that were never used; [`EditError::Id`] when the profile cannot
/// number what lies below; as a change of the code.
pub(super) fn number(
    snapshot: &Snapshot,
    parent: &AreaCode,
    profile: Option<Profile>,
) -> Result<Delta, EditError> {
    let mut ground = Ground::new(snapshot);
    let (_, mut codes) = tier_below(&ground, parent)?;
    let profile = profile.unwrap_or_else(|| profile_below(&ground, parent));
    codes.sort_by_cached_key(|code| (place(&ground, code), code.clone()));
    let ordinals: Vec<Option<usize>> = codes
        .iter()
        .map(|code| Profile::of(parent, code))
        .map(|found| Some(found.filter(|(own, _)| *own == profile)?.1))
        .collect();
    if ordinals.iter().all(Option::is_some) && ordinals.is_sorted() {
        return Ok(Delta::default());
    }
    let first = next_ordinal(&ground, parent, profile);
    if first + codes.len() - 1 > profile.room_below(parent) {
        return Err(EditError::Codes(parent.clone()));
    }
    for (code, ordinal) in codes.iter().zip(first..) {
        renumber(&mut ground, code, &profile.code(parent, ordinal)?)?;
    }
    import::settled(snapshot, ground)
}

/// Where a grid comes in the order.
fn place(ground: &Ground<'_>, code: &AreaCode) -> Option<(i32, Reverse<i32>)> {
    let middle = ground.grid(code)?.region.bounds().center();
    Some((middle.lon(), Reverse(middle.lat())))
}

/// Gives a grid another code, and the grids below it that are numbered after it.
fn renumber(ground: &mut Ground<'_>, from: &AreaCode, to: &AreaCode) -> Result<(), EditError> {
    if ground.grid(to).is_some() {
        return Err(EditError::Taken(to.clone()));
    }
    let grid = ground.known(from)?.clone();
    let children: Vec<Grid> = ground.children(from).into_iter().cloned().collect();
    for child in children {
        let numbered = Profile::of(from, &child.code);
        let (parent, code) = (Some(to.clone()), child.code.clone());
        ground.put(Grid { parent, ..child });
        if let Some((profile, ordinal)) = numbered {
            renumber(ground, &code, &profile.code(to, ordinal)?)?;
        }
    }
    ground.remove(from);
    let code = to.clone();
    ground.put(Grid { code, ..grid });
    Ok(())
}
