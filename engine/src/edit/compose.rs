//! Putting two deltas in a row together as one.

use std::collections::BTreeMap;

use crate::model::{Change, Delta, Record};

/// The delta that does what `first` and then `second` do; rows that end as they began drop out.
pub(crate) fn compose(first: Delta, second: Delta) -> Delta {
    Delta {
        note: first.note,
        place: table(first.place, second.place),
        grids: table(first.grids, second.grids),
        crossing_layers: table(first.crossing_layers, second.crossing_layers),
        cells: table(first.cells, second.cells),
        addresses: table(first.addresses, second.addresses),
        checkpoints: table(first.checkpoints, second.checkpoints),
        barriers: table(first.barriers, second.barriers),
        counts: table(first.counts, second.counts),
        units: table(first.units, second.units),
        plans: table(first.plans, second.plans),
        plan_steps: table(first.plan_steps, second.plan_steps),
        roles: table(first.roles, second.roles),
        duties: table(first.duties, second.duties),
    }
}

fn table<T: Record>(first: Vec<Change<T>>, second: Vec<Change<T>>) -> Vec<Change<T>> {
    if first.is_empty() {
        return second;
    }
    let mut by_key: BTreeMap<T::Key, Change<T>> = first
        .into_iter()
        .map(|change| (change.key(), change))
        .collect();
    for later in second {
        let key = later.key();
        match by_key
            .remove(&key)
            .map_or(Some(later.clone()), |earlier| earlier.then(later))
        {
            Some(change) => by_key.insert(key, change),
            None => None,
        };
    }
    by_key.into_values().collect()
}
