//! What is counted of units otherwise than it is, to see what would follow.

use std::collections::BTreeMap;

use hexward_engine::model::{UnitId, visit_minutes};
use hexward_engine::units::ParentUnits;

use super::RebalanceError;

/// Households and residents that some units have more, or less, than now.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct WhatIf(pub(crate) BTreeMap<UnitId, [i64; 2]>);

impl WhatIf {
    /// Counts the units of parents so.
    ///
    /// # Errors
    /// [`RebalanceError::NoSuchUnit`]; [`RebalanceError::BelowZero`] where more goes than is there.
    pub(super) fn apply(&self, parents: &mut [ParentUnits]) -> Result<(), RebalanceError> {
        let mut left = self.0.clone();
        for unit in parents.iter_mut().flat_map(|parent| &mut parent.units) {
            let Some([households, residents]) = left.remove(&unit.id) else {
                continue;
            };
            let sum = |have: u64, more: i64| {
                let sum = have.checked_add_signed(more);
                sum.ok_or_else(|| RebalanceError::BelowZero(unit.id.clone()))
            };
            unit.load.households = sum(unit.load.households, households)?;
            unit.load.residents = sum(unit.load.residents, residents)?;
            unit.load.minutes = visit_minutes(unit.load.households).round() as u64;
        }
        match left.into_keys().next() {
            Some(unit) => Err(RebalanceError::NoSuchUnit(unit)),
            None => Ok(()),
        }
    }
}
