//! Duties as a cover keeps them: with people by number.

use std::collections::HashMap;
use std::sync::Arc;

use crate::layer::DutyLayer;
use crate::model::{Duty, RoleClass, RoleId, StaffId};

/// A person of a cover, by number.
pub type Person = u32;

/// A duty, and its holders by number.
#[derive(Debug, Clone)]
pub(super) struct Slot {
    pub(super) duty: Arc<Duty>,
    /// The class of its role, `Other` when the role is not stored.
    pub(super) class: RoleClass,
    pub(super) holders: Arc<[Person]>,
    /// Whether an edit has taken it away; its place stays.
    pub(super) is_gone: bool,
}

/// All who hold a duty, by number; a number stays with who has it. Copies share them until somebody new comes.
#[derive(Debug, Clone, Default)]
pub(super) struct People(Arc<Numbered>);

#[derive(Debug, Clone, Default)]
struct Numbered {
    staff: Vec<StaffId>,
    numbers: HashMap<StaffId, Person>,
}

impl People {
    pub(super) fn len(&self) -> usize {
        self.0.staff.len()
    }

    pub(super) fn staff(&self, person: Person) -> &StaffId {
        &self.0.staff[person as usize]
    }

    pub(super) fn number(&self, staff: &StaffId) -> Option<Person> {
        self.0.numbers.get(staff).copied()
    }

    fn number_of(&mut self, staff: &StaffId) -> Person {
        if let Some(number) = self.number(staff) {
            return number;
        }
        let all = Arc::make_mut(&mut self.0);
        let number = all.staff.len() as Person;
        all.staff.push(staff.clone());
        all.numbers.insert(staff.clone(), number);
        number
    }
}

/// The class of a role, `Other` of one that is not stored.
pub(super) fn class_of(roles: &DutyLayer, role: &RoleId) -> RoleClass {
    roles.role(role).map_or(RoleClass::Other, |role| role.class)
}

impl Slot {
    /// The slot of a duty; its holders get numbers.
    pub(super) fn of(duty: &Duty, roles: &DutyLayer, people: &mut People) -> Self {
        let holders = duty.holders.iter();
        Self {
            class: class_of(roles, &duty.role),
            holders: holders
                .map(|holder| people.number_of(&holder.staff))
                .collect(),
            duty: Arc::new(duty.clone()),
            is_gone: false,
        }
    }
}
