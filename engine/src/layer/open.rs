//! The checkpoints that are in use.

use std::sync::Arc;

use super::{Near, PointLayer, Threads};
use crate::geom::Position;
use crate::model::{Address, Checkpoint, CheckpointState};

/// The open checkpoints of a layer, which answer by their places among all of it.
#[derive(Debug)]
pub struct OpenCheckpoints {
    layer: Arc<PointLayer<Checkpoint>>,
    /// For each open checkpoint its place among all; `None` when all are open.
    places: Option<Vec<u32>>,
}

impl OpenCheckpoints {
    /// The open ones of all checkpoints. Cost: O(n); nothing is copied when all are open.
    pub(crate) fn of(all: &Arc<PointLayer<Checkpoint>>) -> Self {
        let is_open = |checkpoint: &Checkpoint| checkpoint.state == CheckpointState::Open;
        if all.records().iter().all(is_open) {
            return Self {
                layer: Arc::clone(all),
                places: None,
            };
        }
        let numbered = all.records().iter().zip(0_u32..);
        let open = numbered.filter(|(checkpoint, _)| is_open(checkpoint));
        let (records, places): (Vec<Checkpoint>, Vec<u32>) = open
            .map(|(checkpoint, place)| (checkpoint.clone(), place))
            .unzip();
        Self {
            layer: Arc::new(PointLayer::build(records)),
            places: Some(places),
        }
    }

    fn place(&self, index: usize) -> usize {
        self.places
            .as_ref()
            .map_or(index, |places| places[index] as usize)
    }

    /// The `k` open checkpoints nearest to a position, as [`PointLayer::nearest`].
    pub fn nearest(&self, position: Position, k: usize) -> Vec<Near> {
        let near = self.layer.nearest(position, k).into_iter();
        near.map(|near| Near {
            index: self.place(near.index),
            ..near
        })
        .collect()
    }

    /// The open checkpoint nearest to each address, as [`PointLayer::nearest_all`].
    pub(crate) fn nearest_all(
        &self,
        addresses: &PointLayer<Address>,
        threads: Threads,
    ) -> impl Iterator<Item = Option<u32>> {
        let rows = addresses.records();
        let found = self.layer.nearest_all(rows, |&position| position, threads);
        let place = |index: u32| self.place(index as usize) as u32;
        found.into_iter().map(move |index| index.map(place))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::CheckpointId;

    const OPEN: CheckpointState = CheckpointState::Open;
    const CLOSED: CheckpointState = CheckpointState::Closed;

    #[test]
    fn closed_ones_are_passed_over_and_the_others_keep_their_places() {
        let row = |(number, state): (i64, CheckpointState)| Checkpoint {
            id: CheckpointId::new(&format!("c{number}")).expect("valid"),
            position: Position::clamped(number * 1000, 0),
            name: String::new(),
            kind: String::new(),
            state,
        };
        let near = |states: [CheckpointState; 3]| -> Vec<usize> {
            let rows = (0..).zip(states).map(row).collect();
            let open = OpenCheckpoints::of(&Arc::new(PointLayer::build(rows)));
            let near = open.nearest(Position::clamped(100, 0), 2);
            near.iter().map(|near| near.index).collect()
        };
        assert_eq!(near([OPEN, OPEN, OPEN]), [0, 1]);
        assert_eq!(near([CLOSED, OPEN, OPEN]), [1, 2]);
        assert_eq!(near([OPEN, CLOSED, OPEN]), [0, 2]);
        assert_eq!(near([CLOSED; 3]), Vec::<usize>::new());
    }
}
