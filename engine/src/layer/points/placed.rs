//! Where the points of a layer lie: packed once, and over that what has changed since.
//!
//! Points that have moved or are gone are left out of what the packed ones answer, those that have moved or are new are
//! looked at one by one, and packed points are named by the places where they stand now. When much has changed all
//! points are packed anew.

use std::collections::BTreeSet;
use std::sync::{Arc, OnceLock};

use smallvec::SmallVec;

use super::near::{Balls, Near, Nearest};
use super::packed::Packed;
use crate::geom::{Bounds, LocalScale, Position};
use crate::layer::shifts::{Numbers, Shifts};

/// Changes since the points were packed that are carried along; a look takes some microseconds for so many.
const MOST: usize = 2048;

/// More moves than this are never carried along: each leaves one of the points beside behind, or adds to what has changed.
pub(super) const MOVES_MOST: usize = 2 * MOST;

/// The points of a layer by where they lie.
#[derive(Debug, Clone)]
pub(super) struct Placed {
    packed: Arc<Packed>,
    balls: Arc<OnceLock<Balls>>,
    /// Where the packed points stand now.
    numbers: Numbers,
    /// Packed points that are gone or lie elsewhere now, by their packed numbers.
    hidden: BTreeSet<u32>,
    /// The runs that hidden points lie in.
    runs: BTreeSet<u32>,
    /// Points that are new or lie elsewhere than packed, ascending.
    beside: Vec<(u32, Position)>,
}

/// A point that is not where it was: its place before, and where it was and is, if it was or is.
pub(super) struct Move {
    pub(super) at: u32,
    pub(super) now: u32,
    pub(super) from: Option<Position>,
    pub(super) to: Option<Position>,
}

impl Placed {
    /// The points at these positions. Cost: O(n).
    pub(super) fn new(positions: impl Iterator<Item = Position> + Clone, bounds: Bounds) -> Self {
        Self {
            packed: Arc::new(Packed::new(positions, bounds)),
            balls: Arc::default(),
            numbers: Numbers::default(),
            hidden: BTreeSet::new(),
            runs: BTreeSet::new(),
            beside: Vec::new(),
        }
    }

    /// The points after some moves, in the order of their places; `None` when so much has changed that they are to be
    /// packed anew. Cost: O(changes since they were packed).
    pub(super) fn after(&self, shifts: &Shifts, moves: &[Move]) -> Option<Self> {
        if moves.len() > MOVES_MOST {
            return None;
        }
        let mut next = self.clone();
        let len = self.packed.len();
        for change in moves {
            let Some(from) = change.from else { continue };
            let beside = self.beside.binary_search_by_key(&change.at, |b| b.0);
            if beside.is_err() {
                let packed = self.packed_number(change.at)?;
                next.hidden.insert(packed);
                next.runs.insert(self.packed.run_of(packed, from)?);
            }
        }
        let moved: BTreeSet<u32> = moves
            .iter()
            .filter(|change| change.from.is_some())
            .map(|change| change.at)
            .collect();
        next.beside.retain(|(at, _)| !moved.contains(at));
        if !shifts.keep_places() {
            for (at, _) in &mut next.beside {
                *at = shifts.now(*at)?;
            }
            next.numbers = self.numbers.after(shifts, len);
        }
        let come = moves
            .iter()
            .filter_map(|change| Some((change.now, change.to?)));
        next.beside.extend(come);
        next.beside.sort_unstable_by_key(|(at, _)| *at);
        let changes = next.beside.len() + next.hidden.len() + next.numbers.breaks();
        (changes <= MOST).then_some(next)
    }

    /// The packed number of a point that lies where it was packed.
    fn packed_number(&self, at: u32) -> Option<u32> {
        let len = self.packed.len();
        let first = self.numbers.first_at(at, len);
        let same = (first..len).take_while(|&number| self.numbers.now(number) == at);
        same.into_iter()
            .find(|number| !self.hidden.contains(number))
    }

    /// Hands over the places of the points in a box, many at a time, in no order.
    pub(super) fn for_each_within(&self, bounds: Bounds, mut visit: impl FnMut(&[u32])) {
        let (same, clean) = (self.numbers.are_same(), self.hidden.is_empty());
        let mut room: Vec<u32> = Vec::new();
        self.packed.for_each_within(bounds, |run, numbers| {
            let whole = clean || !self.runs.contains(&run);
            if whole && same {
                visit(numbers);
                return;
            }
            let shown = numbers
                .iter()
                .filter(|&n| whole || !self.hidden.contains(n));
            room.clear();
            room.extend(shown.map(|&number| self.numbers.now(number)));
            visit(&room);
        });
        let inside = self.beside.iter().filter(|(_, p)| bounds.contains(*p));
        room.clear();
        room.extend(inside.map(|&(at, _)| at));
        visit(&room);
    }

    /// The `k` points nearest to a position, nearest first; equal distances in the order of their places.
    pub(super) fn nearest(&self, position: Position, k: usize) -> Vec<Near> {
        let mut nearest = Nearest::to(position, k);
        self.look_beside(&mut nearest);
        let balls = self.balls.get_or_init(|| Balls::around(&self.packed));
        balls.search(&self.packed, &mut nearest, |point| self.place(point));
        nearest.found()
    }

    /// The point nearest to a position, if it is no further than so many metres.
    pub(super) fn nearest_within(&self, position: Position, reach_m: f64) -> Option<Near> {
        let window = Bounds::at(position).grown_m(reach_m);
        if window.is_cut() || reach_m > LocalScale::REACH_M {
            let nearest = self.nearest(position, 1).pop();
            return nearest.filter(|near| near.distance_m <= reach_m);
        }
        let mut nearest = Nearest::to(position, 1).within(reach_m);
        self.look_beside(&mut nearest);
        self.look_in_runs(&mut nearest, window);
        nearest.found().pop()
    }

    /// Looks at the packed points in a window around a position, run by run: those of the closest run have most others
    /// left out.
    fn look_in_runs(&self, nearest: &mut Nearest, mut window: Bounds) {
        let here = nearest.position();
        let runs = self.packed.runs_meeting(window);
        let mut runs: SmallVec<[(u32, Bounds); 8]> = runs.collect();
        runs.sort_unstable_by_key(|(_, bounds)| bounds.steps_to(here));
        for (run, bounds) in runs {
            if !bounds.intersects(window) {
                continue;
            }
            let points = self.packed.points(run);
            let there = points
                .clone()
                .filter(|&(point, _)| self.hidden.is_empty() || self.place(point).is_some());
            nearest.keep_within_closest(there.map(|(_, position)| position));
            window = Bounds::at(here).grown_m(nearest.farthest_m());
            for (point, position) in points.filter(|(_, position)| window.contains(*position)) {
                nearest.look(position, || self.place(point));
            }
        }
    }

    fn look_beside(&self, nearest: &mut Nearest) {
        for &(at, position) in &self.beside {
            nearest.look(position, || Some(at));
        }
    }

    /// Where a packed point stands, if it still lies there.
    fn place(&self, point: u32) -> Option<u32> {
        let number = self.packed.number(point);
        (!self.hidden.contains(&number)).then(|| self.numbers.now(number))
    }
}
