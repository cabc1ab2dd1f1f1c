//! Roles and duties by key.

use std::sync::Arc;

use super::Pieces;
use super::rows::Edition;
use crate::model::{Change, DatasetError, Delta, Duty, DutyId, Role, RoleId, apply_table};

/// The roles, and the duties that are held in them, each sorted by id.
#[derive(Debug, Clone, Default)]
pub struct DutyLayer {
    roles: Vec<Role>,
    records: Pieces<Duty>,
    is_dated: bool,
}

impl DutyLayer {
    /// The layer of rows that are sorted by id. O(rows).
    pub fn build(roles: Vec<Role>, duties: Vec<Duty>) -> Self {
        Self {
            roles,
            is_dated: duties.iter().any(has_dates),
            records: duties.into(),
        }
    }

    /// All roles, sorted by id.
    pub fn roles(&self) -> &[Role] {
        &self.roles
    }

    /// All duties, sorted by id.
    pub fn records(&self) -> &Pieces<Duty> {
        &self.records
    }

    /// Whether some duty counts from a day or until a day only.
    pub fn is_dated(&self) -> bool {
        self.is_dated
    }

    /// The role of an id. O(log roles).
    pub fn role(&self, id: &RoleId) -> Option<&Role> {
        let place = self.roles.binary_search_by(|role| role.id.cmp(id));
        place.ok().map(|place| &self.roles[place])
    }

    /// The place of a duty. O(log duties).
    pub fn index_of(&self, id: &DutyId) -> Option<usize> {
        self.records.binary_search_by(|duty| duty.id.cmp(id)).ok()
    }

    /// The layer after a delta, the same one when that touches neither roles nor duties. Cost: O(roles + √duties +
    /// changes √duties).
    ///
    /// # Errors
    /// [`DatasetError`] names the first row that is not as the delta says.
    pub fn after(layer: &Arc<Self>, delta: &Delta) -> Result<Arc<Self>, DatasetError> {
        if delta.roles.is_empty() && delta.duties.is_empty() {
            return Ok(Arc::clone(layer));
        }
        let edition = Edition::of(&layer.records, &delta.duties)?;
        Ok(Arc::new(Self {
            roles: apply_table(&layer.roles, &delta.roles)?,
            records: edition.apply(&layer.records),
            is_dated: layer.is_dated
                || delta.duties.iter().filter_map(Change::after).any(has_dates),
        }))
    }
}

fn has_dates(duty: &Duty) -> bool {
    duty.from.is_some() || duty.until.is_some()
}
