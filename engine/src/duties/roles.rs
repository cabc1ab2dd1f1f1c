//! Roles by number, each with its class, and the services of those who hold them.

use super::numbered::Numbered;
use crate::layer::DutyLayer;
use crate::model::{RoleClass, RoleId};

/// So many roles have a bit of their own, so that they can change their class without a look at any site.
const OWN_BITS: u32 = u32::BITS - RoleClass::ALL.len() as u32;

/// The services that somebody renders at a site: a bit for each class of roles, which stands for all roles that have none of
/// their own, then one for each of the first roles.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Services(u32);

impl Services {
    /// Whether some of these services are among others.
    pub fn meet(self, others: Self) -> bool {
        self.0 & others.0 != 0
    }

    /// These services and others.
    pub(super) fn with(self, others: Self) -> Self {
        Self(self.0 | others.0)
    }
}

/// The roles of a cover by number, with the class that each has now.
#[derive(Debug, Clone, Default)]
pub(super) struct Roles {
    numbers: Numbered<RoleId>,
    /// By number; `Other` of a role that is not stored.
    classes: Vec<RoleClass>,
}

impl Roles {
    /// The number of a role, a new one if it has none.
    pub(super) fn number_of(&mut self, role: &RoleId, stored: &DutyLayer) -> u32 {
        let number = self.numbers.number_of(role);
        if number as usize == self.classes.len() {
            self.classes.push(class_in(stored, role));
        }
        number
    }

    /// The class that a role has now.
    pub(super) fn class(&self, role: u32) -> RoleClass {
        self.classes[role as usize]
    }

    /// The service of whoever holds a role.
    pub(super) fn service(&self, role: u32) -> Services {
        let own = (role < OWN_BITS).then(|| 1 << (RoleClass::ALL.len() as u32 + role));
        Services(own.unwrap_or(1 << self.class(role) as u32))
    }

    /// The services of a class.
    pub(super) fn services_of(&self, class: RoleClass) -> Services {
        let roles = (0_u32..).zip(&self.classes);
        let in_class = roles.filter(|(_, own)| **own == class);
        let of_class = Services(1 << class as u32);
        in_class.fold(of_class, |all, (role, _)| all.with(self.service(role)))
    }

    /// Gives each role the class that it has now; says of which the service is another than before.
    pub(super) fn reclassed(&mut self, stored: &DutyLayer) -> Vec<u32> {
        let mut others = Vec::new();
        for role in 0..self.classes.len() as u32 {
            let before = self.service(role);
            self.classes[role as usize] = class_in(stored, self.numbers.name(role));
            if self.service(role) != before {
                others.push(role);
            }
        }
        others
    }
}

fn class_in(stored: &DutyLayer, role: &RoleId) -> RoleClass {
    stored
        .role(role)
        .map_or(RoleClass::Other, |role| role.class)
}
