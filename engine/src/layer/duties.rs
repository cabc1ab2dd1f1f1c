//! Roles and duties by key.

use std::sync::Arc;

use super::Pieces;
use super::rows::Edition;
use crate::model::{DatasetError, Delta, Duty, DutyId, Role, RoleId, apply_table};

/// The roles, and the duties that are held in them, each sorted by id.
#[derive(Debug, Clone, Default)]
pub struct DutyLayer {
    roles: Vec<Role>,
    records: Pieces<Duty>,
}

impl DutyLayer {
    /// The layer of rows that are sorted by id. O(rows).
    pub fn build(roles: Vec<Role>, duties: Vec<Duty>) -> Self {
        Self {
            roles,
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
        }))
    }
}
