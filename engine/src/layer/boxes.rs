//! The boxes of a layer's areas: an R-tree, and over it what has changed since it was built.

use std::sync::Arc;

use super::box_tree::BoxTree;
use super::succession::GONE;
use super::{Pieces, Succession};
use crate::geom::Bounds;

/// So many areas beside the tree are looked at one by one, and as large a part of all; with more the tree is built anew.
const MOST_BESIDE: usize = 128;

/// Which boxes of a layer meet a box.
#[derive(Debug, Clone)]
pub(super) struct Boxes {
    tree: Arc<BoxTree>,
    /// The index now of each area that the tree names; `None` when they are the same.
    index_now: Option<Arc<[u32]>>,
    /// Areas that are new or have other ground than in the tree, ascending.
    beside: Vec<(u32, Bounds)>,
}

impl Boxes {
    /// The boxes of areas in the order of their indices. Cost: O(n log n).
    pub(super) fn build(boxes: impl Iterator<Item = Bounds>) -> Self {
        Self {
            tree: Arc::new(BoxTree::of((0..).zip(boxes))),
            index_now: None,
            beside: Vec::new(),
        }
    }

    /// The boxes of the next layer, of the areas `now`. Cost: O(changes), O(n) where areas come or go, and now and then
    /// O(n log n).
    pub(super) fn after<S>(
        &self,
        succession: &Succession,
        now: &Pieces<S>,
        bounds: impl Fn(&S) -> Bounds,
    ) -> Self {
        let fresh = succession.fresh();
        let kept = self.beside.iter().filter_map(|&(index, bounds)| {
            let index = succession.index_now(index)?;
            let stays = fresh.binary_search(&index).is_err();
            stays.then_some((index, bounds))
        });
        let fresh = fresh
            .iter()
            .map(|&index| (index, bounds(&now[index as usize])));
        let mut beside: Vec<(u32, Bounds)> = kept.chain(fresh).collect();
        if beside.len() > MOST_BESIDE + now.len() / MOST_BESIDE {
            return Self::build(now.iter().map(bounds));
        }
        beside.sort_unstable_by_key(|&(index, _)| index);
        let index_now = match (succession.moved_all(), self.index_now.as_deref()) {
            (None, _) => self.index_now.clone(),
            (Some(all), None) => Some(Arc::clone(all)),
            (Some(_), Some(now)) => Some(succession.moved(now)),
        };
        Self {
            tree: Arc::clone(&self.tree),
            index_now,
            beside,
        }
    }

    /// Calls for the index of each area whose box meets a box, in no order.
    pub(super) fn visit(&self, bounds: Bounds, mut call: impl FnMut(usize)) {
        for number in self.tree.meeting(bounds) {
            let index = match &self.index_now {
                None => number,
                Some(now) => now[number as usize],
            };
            let beside = || {
                self.beside
                    .binary_search_by_key(&index, |&(index, _)| index)
            };
            if index != GONE && beside().is_err() {
                call(index as usize);
            }
        }
        for &(index, own) in &self.beside {
            if own.intersects(bounds) {
                call(index as usize);
            }
        }
    }
}
