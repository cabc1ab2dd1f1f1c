//! Duties as a cover keeps them: with people by number.

use std::sync::Arc;

use smallvec::SmallVec;

use super::numbered::Numbered;
use super::roles::Roles;
use crate::layer::DutyLayer;
use crate::model::{Duty, StaffId};

/// A person of a cover, by number.
pub type Person = u32;

/// The holders of a duty by number; most have one or two, which then lie beside what else is asked of the duty.
pub(super) type Holders = SmallVec<[Person; 2]>;

/// A duty, and what is asked of it most.
#[derive(Debug, Clone)]
pub(super) struct Slot {
    pub(super) duty: Arc<Duty>,
    /// The rank of its ground.
    pub(super) rank: u8,
    /// The number of its role.
    pub(super) role: u32,
    pub(super) holders: Holders,
    /// Whether an edit has taken it away; its place stays.
    pub(super) is_gone: bool,
}

/// All who hold a duty.
pub(super) type People = Numbered<StaffId>;

impl Slot {
    /// The slot of a duty; its role and its holders get numbers.
    pub(super) fn of(
        duty: &Duty,
        layer: &DutyLayer,
        roles: &mut Roles,
        people: &mut People,
    ) -> Self {
        let holders = duty.holders.iter();
        Self {
            role: roles.number_of(&duty.role, layer),
            holders: holders
                .map(|holder| people.number_of(&holder.staff))
                .collect(),
            rank: duty.ground.rank(),
            duty: Arc::new(duty.clone()),
            is_gone: false,
        }
    }
}
