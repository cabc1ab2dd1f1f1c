//! Where the rows of a list stand after some come and go.

use super::blocks::Splice;

/// Places after one round of splices.
#[derive(Debug, Clone, Default)]
pub(crate) struct Shifts {
    splices: Vec<Splice>,
    /// How far what stands behind each splice has moved.
    shift: Vec<i64>,
}

impl Shifts {
    /// What these splices, in order, move.
    pub(crate) fn of(splices: &[Splice]) -> Self {
        let mut all = 0;
        let shift = splices.iter().map(|splice| {
            all += i64::from(splice.comes) - i64::from(splice.goes);
            all
        });
        Self {
            shift: shift.collect(),
            splices: splices.to_vec(),
        }
    }

    /// What happened, in order.
    pub(crate) fn splices(&self) -> &[Splice] {
        &self.splices
    }

    /// Whether no row comes or goes, so that all stand where they stood.
    pub(crate) fn keep_places(&self) -> bool {
        self.splices
            .iter()
            .all(|splice| splice.comes == splice.goes)
    }

    /// The place now of a row; `None` when it goes. O(log splices).
    pub(crate) fn now(&self, before: u32) -> Option<u32> {
        let behind = self.splices.partition_point(|s| s.at <= before as usize);
        let Some(last) = behind.checked_sub(1) else {
            return Some(before);
        };
        let splice = self.splices[last];
        let goes = splice.at == before as usize && splice.goes && !splice.comes;
        (!goes).then(|| moved(before, self.shift[last]))
    }

    /// Tells the places now of many rows.
    pub(crate) fn follower(&self) -> Follower<'_> {
        let mut follower = Follower {
            shifts: self,
            between: (-1, -1),
            shift: 0,
        };
        follower.seek(0);
        follower
    }

    /// The place before of a row; `None` when it is new. O(log splices).
    pub(crate) fn before(&self, now: u32) -> Option<u32> {
        let shift = |splice: usize| splice.checked_sub(1).map_or(0, |last| self.shift[last]);
        let (mut low, mut high) = (0, self.splices.len());
        while low < high {
            let middle = low + (high - low) / 2;
            if moved(self.splices[middle].at as u32, shift(middle)) <= now {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        let Some(last) = low.checked_sub(1) else {
            return Some(now);
        };
        let splice = self.splices[last];
        if splice.comes && moved(splice.at as u32, shift(last)) == now {
            return splice.goes.then_some(splice.at as u32);
        }
        Some(moved(now, -self.shift[last]))
    }

    /// Each splice with the place now of what comes.
    pub(crate) fn places(&self) -> impl Iterator<Item = (Splice, Option<u32>)> + '_ {
        let shifts = std::iter::once(0).chain(self.shift.iter().copied());
        let all = self.splices.iter().zip(shifts);
        all.map(|(&splice, shift)| {
            let now = moved(splice.at as u32, shift);
            (splice, splice.comes.then_some(now))
        })
    }
}

/// Tells the places now of many rows, most of which lie between the same two splices as the one before.
pub(crate) struct Follower<'a> {
    shifts: &'a Shifts,
    /// Rows in between have all moved by `shift`.
    between: (i64, i64),
    shift: i64,
}

impl Follower<'_> {
    /// As [`Shifts::now`].
    #[inline]
    pub(crate) fn now(&mut self, before: u32) -> Option<u32> {
        let (from, until) = self.between;
        let place = i64::from(before);
        if from < place && place < until {
            return Some(moved(before, self.shift));
        }
        self.now_elsewhere(before)
    }

    /// As [`Follower::now`] behind other splices.
    #[cold]
    fn now_elsewhere(&mut self, before: u32) -> Option<u32> {
        self.seek(before);
        // what lies at a splice itself may go
        if i64::from(before) <= self.between.0 {
            return self.shifts.now(before);
        }
        Some(moved(before, self.shift))
    }

    fn seek(&mut self, before: u32) {
        let splices = &self.shifts.splices;
        let behind = splices.partition_point(|s| s.at <= before as usize);
        let last = behind.checked_sub(1);
        self.between = (
            last.map_or(-1, |last| splices[last].at as i64),
            splices.get(behind).map_or(i64::MAX, |next| next.at as i64),
        );
        self.shift = last.map_or(0, |last| self.shifts.shift[last]);
    }
}

/// Places after any number of rounds, of the rows that were there before the first.
#[derive(Debug, Clone, Default)]
pub(crate) struct Numbers {
    /// From which place before on rows have moved how far; ascending.
    breaks: Vec<(u32, i64)>,
}

impl Numbers {
    /// The place now of a row that was there from the beginning; of one that is gone the place of the next. Never
    /// falls from one row to the next. O(log breaks).
    pub(crate) fn now(&self, first: u32) -> u32 {
        let behind = self.breaks.partition_point(|&(from, _)| from <= first);
        match behind.checked_sub(1) {
            None => first,
            Some(last) => moved(first, self.breaks[last].1),
        }
    }

    /// Whether all rows stand where they stood.
    pub(crate) fn are_same(&self) -> bool {
        self.breaks.is_empty()
    }

    /// How many times a shift begins.
    pub(crate) fn breaks(&self) -> usize {
        self.breaks.len()
    }

    /// The first of `len` rows that stands at a place or behind it.
    pub(crate) fn first_at(&self, place: u32, len: u32) -> u32 {
        let (mut low, mut high) = (0, len);
        while low < high {
            let middle = low + (high - low) / 2;
            if self.now(middle) < place {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        low
    }

    /// The places of `len` rows after one more round. O(splices × breaks): for few.
    #[must_use]
    pub(crate) fn after(&self, shifts: &Shifts, len: u32) -> Self {
        let mut next = self.clone();
        // from the end, so that what comes first still stands where the splice says
        for splice in shifts.splices().iter().rev() {
            let at = splice.at as u32;
            match (splice.goes, splice.comes) {
                (false, true) => next.shift_from(self.first_at(at, len), 1),
                (true, false) => next.shift_from(self.first_at(at + 1, len), -1),
                _ => {}
            }
        }
        next
    }

    fn shift_from(&mut self, first: u32, by: i64) {
        let place = self.breaks.partition_point(|&(from, _)| from < first);
        if self
            .breaks
            .get(place)
            .is_none_or(|&(from, _)| from != first)
        {
            let before = place.checked_sub(1).map_or(0, |last| self.breaks[last].1);
            self.breaks.insert(place, (first, before));
        }
        for (_, shift) in &mut self.breaks[place..] {
            *shift += by;
        }
    }
}

fn moved(place: u32, shift: i64) -> u32 {
    (i64::from(place) + shift) as u32
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layer::Pieces;

    #[test]
    fn rows_are_found_where_they_went() {
        let mut state = 7_u64;
        let mut below = |limit: usize| {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1);
            (state >> 33) as usize % limit
        };
        let first: Vec<u32> = (0..300).collect();
        let mut rows: Pieces<u32> = first.iter().copied().collect();
        let mut numbers = Numbers::default();
        for _ in 0..200 {
            let mut places: Vec<usize> = (0..4).map(|_| below(rows.len())).collect();
            places.sort_unstable();
            places.dedup();
            let splice = |at| match below(3) {
                0 => (at, true, false),
                1 => (at, false, true),
                _ => (at, true, true),
            };
            let splices = places.into_iter().map(splice);
            let splices: Vec<Splice> = splices
                .map(|(at, goes, comes)| Splice { at, goes, comes })
                .collect();
            let come = splices.iter().filter(|s| s.comes);
            let come = come.map(|s| if s.goes { rows[s.at] } else { u32::MAX });
            let next = rows.spliced(&splices, come.collect::<Vec<_>>());
            let shifts = Shifts::of(&splices);
            let mut follower = shifts.follower();
            for place in (0..rows.len() as u32).map(|place| place * 7 % rows.len() as u32) {
                assert_eq!(follower.now(place), shifts.now(place));
            }
            for (place, row) in rows.iter().enumerate() {
                if let Some(now) = shifts.now(place as u32) {
                    assert_eq!(shifts.before(now), Some(place as u32));
                    assert_eq!(next[now as usize], *row);
                } else {
                    assert!(splices.iter().any(|s| s.at == place && s.goes && !s.comes));
                }
            }
            for (splice, now) in shifts.places() {
                if let (Some(now), false) = (now, splice.goes) {
                    assert_eq!((shifts.before(now), next[now as usize]), (None, u32::MAX));
                }
            }
            numbers = numbers.after(&shifts, 300);
            rows = next;
            for (place, row) in rows.iter().enumerate() {
                if *row != u32::MAX {
                    assert_eq!(numbers.now(*row), place as u32);
                }
            }
            assert!(
                first
                    .windows(2)
                    .all(|pair| numbers.now(pair[0]) <= numbers.now(pair[1]))
            );
        }
    }
}
