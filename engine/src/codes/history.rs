//! Which codes were ever used, and from when until when.

use std::collections::BTreeMap;
use std::sync::Arc;

use time::Date;

use crate::model::{AreaCode, Change, Delta, Grid, Revision};

/// How many codes change before they are put to the others.
const RECENT: usize = 512;

/// A commit, and the day from which it counts; of one whose day cannot be told, none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment {
    /// Its number.
    pub revision: Revision,
    /// From which day it counts.
    pub day: Option<Date>,
}

/// A time in which a code was that of a grid in force.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Life {
    /// When it came.
    pub from: Moment,
    /// When it was retired: from that day on it is no more; `None` as long as it is in force.
    pub until: Option<Moment>,
}

/// The lives of a code, the oldest first; none of one that only drafts have used.
type Lives = Vec<Life>;

/// Every code that a grid in force or in a draft ever had.
///
/// It is a function of the log alone. A copy costs the codes that have changed lately, at most a few hundred.
#[derive(Debug, Clone, Default)]
pub struct CodeHistory {
    settled: Arc<BTreeMap<AreaCode, Lives>>,
    recent: BTreeMap<AreaCode, Lives>,
}

impl CodeHistory {
    /// Whether a delta adds to it.
    pub fn is_touched_by(delta: &Delta) -> bool {
        let comes_or_goes =
            |change: &Change<Grid>| change.before().is_none() || change.after().is_none();
        delta.grids.iter().any(comes_or_goes) || !delta.plan_steps.is_empty()
    }

    /// Adds a commit. A code that is retired and comes back on one day goes on as if nothing had been.
    ///
    /// Cost: O(changes log codes), now and then O(codes).
    pub fn note(&mut self, at: Moment, delta: &Delta) {
        for change in &delta.grids {
            match (change.before(), change.after()) {
                (None, Some(grid)) => begin(self.lives_mut(&grid.code), at),
                (Some(grid), None) => {
                    if let Some(life) = self.lives_mut(&grid.code).last_mut() {
                        life.until = Some(at);
                    }
                }
                _ => {}
            }
        }
        let steps = delta.plan_steps.iter().filter_map(Change::after);
        for change in steps.flat_map(|step| &step.delta.grids) {
            if change.before().is_none() {
                self.lives_mut(&change.key());
            }
        }
        if self.recent.len() > RECENT {
            Arc::make_mut(&mut self.settled).append(&mut self.recent);
        }
    }

    fn lives_mut(&mut self, code: &AreaCode) -> &mut Lives {
        let settled = &self.settled;
        let known = || settled.get(code).cloned().unwrap_or_default();
        self.recent.entry(code.clone()).or_insert_with(known)
    }

    /// Whether a grid in force or in a draft ever had a code. O(log codes).
    pub fn has(&self, code: &AreaCode) -> bool {
        self.recent.contains_key(code) || self.settled.contains_key(code)
    }

    /// When a code was that of a grid in force, the oldest first. O(log codes).
    pub fn lives(&self, code: &AreaCode) -> &[Life] {
        let lives = self.recent.get(code).or_else(|| self.settled.get(code));
        lives.map_or(&[], Vec::as_slice)
    }

    /// The life of a code in a revision.
    pub fn life_in(&self, code: &AreaCode, revision: Revision) -> Option<Life> {
        let holds = |life: &&Life| {
            life.from.revision <= revision && life.until.is_none_or(|end| end.revision > revision)
        };
        self.lives(code).iter().find(holds).copied()
    }

    /// When a code was retired that no grid in force has any more.
    pub fn retired(&self, code: &AreaCode) -> Option<Moment> {
        self.lives(code).last()?.until
    }
}

fn begin(lives: &mut Lives, at: Moment) {
    if let Some(last) = lives.last_mut()
        && at.day.is_some()
        && last.until.is_some_and(|end| end.day == at.day)
    {
        last.until = None;
        return;
    }
    lives.push(Life {
        from: at,
        until: None,
    });
}

#[cfg(test)]
mod tests {
    use time::macros::date;

    use super::*;
    use crate::geom::{Polygon, Position, Region, Ring};
    use crate::model::{Lock, Tier};

    fn grid(code: &AreaCode) -> Grid {
        let corner = |x, y| Position::clamped(x, y);
        let ring = Ring::new(&[corner(0, 0), corner(9, 0), corner(9, 9)]).expect("valid");
        Grid {
            code: code.clone(),
            tier: Tier::Grid,
            parent: None,
            name: String::new(),
            region: Region::single(Polygon::new(ring, Vec::new()).expect("valid")),
            lock: Lock::Open,
        }
    }

    fn delta(change: Change<Grid>) -> Delta {
        Delta {
            grids: vec![change],
            ..Delta::default()
        }
    }

    fn at(revision: u64, day: Date) -> Moment {
        Moment {
            revision: Revision(revision),
            day: Some(day),
        }
    }

    #[test]
    fn a_code_lives_until_it_is_retired() {
        let code = AreaCode::new("990185400001G007").expect("valid");
        let mut history = CodeHistory::default();
        let (first, last) = (at(3, date!(2026 - 01 - 02)), at(7, date!(2026 - 03 - 04)));
        history.note(first, &delta(Change::make(grid(&code))));
        assert!(history.has(&code) && history.retired(&code).is_none());
        history.note(last, &delta(Change::remove(grid(&code))));
        assert_eq!(history.retired(&code), Some(last));
        assert_eq!(history.life_in(&code, Revision(2)), None);
        let life = history.life_in(&code, Revision(6)).expect("in force");
        assert_eq!((life.from, life.until), (first, Some(last)));
        assert_eq!(history.life_in(&code, Revision(7)), None);
    }

    #[test]
    fn taken_back_on_the_same_day_it_was_never_gone() {
        let code = AreaCode::new("990185400001G007").expect("valid");
        let mut history = CodeHistory::default();
        let day = date!(2026 - 03 - 04);
        history.note(
            at(1, date!(2026 - 01 - 02)),
            &delta(Change::make(grid(&code))),
        );
        history.note(at(2, day), &delta(Change::remove(grid(&code))));
        history.note(at(3, day), &delta(Change::make(grid(&code))));
        assert_eq!(history.lives(&code).len(), 1);
        history.note(at(4, day), &delta(Change::remove(grid(&code))));
        history.note(
            at(5, date!(2026 - 03 - 05)),
            &delta(Change::make(grid(&code))),
        );
        assert_eq!(history.lives(&code).len(), 2);
        assert!(history.retired(&code).is_none());
    }

    #[test]
    fn many_codes_are_kept() {
        let code = |number| AreaCode::new(&format!("99018540{number:04}")).expect("valid");
        let mut history = CodeHistory::default();
        for number in 0..2 * RECENT {
            let made = Change::make(grid(&code(number)));
            history.note(at(number as u64, date!(2026 - 01 - 02)), &delta(made));
        }
        assert!((0..2 * RECENT).all(|number| history.has(&code(number))));
        assert!(!history.has(&code(2 * RECENT)) && history.recent.len() <= RECENT);
    }
}
