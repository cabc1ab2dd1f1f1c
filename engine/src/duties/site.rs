//! Sites: addresses for which the same duties answer, counted once.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use std::sync::Arc;

use smallvec::SmallVec;

use super::growing::Growing;
use super::roles::{Roles, Services};
use super::slot::{Person, Slot};

/// Who answers, each person once, in order, with the services; of most places fewer than five, who then lie in their site.
pub type Answering = SmallVec<[(Person, Services); 4]>;

/// Addresses for which the same duties answer.
#[derive(Debug, Clone)]
pub struct Site {
    /// The places of the duties, in order.
    pub(super) duties: Arc<[u32]>,
    /// Who answers.
    pub people: Answering,
    /// How many addresses there are.
    pub addresses: u64,
    /// Their households.
    pub households: u64,
}

impl Site {
    pub(super) fn new(duties: Arc<[u32]>, slots: &Growing<Slot>, roles: &Roles) -> Self {
        Self {
            people: people_of(&duties, slots, roles),
            duties,
            addresses: 0,
            households: 0,
        }
    }

    /// How many different people answer, with some services or with any.
    pub fn cover(&self, services: Option<Services>) -> usize {
        let Some(services) = services else {
            return self.people.len();
        };
        let people = self.people.iter();
        people.filter(|(_, own)| own.meet(services)).count()
    }
}

/// Who holds some duties.
pub(super) fn people_of(duties: &[u32], slots: &Growing<Slot>, roles: &Roles) -> Answering {
    let mut people = Answering::new();
    for &place in duties {
        let slot = &slots[place as usize];
        let service = roles.service(slot.role);
        for &person in &slot.holders {
            match people.binary_search_by_key(&person, |&(person, _)| person) {
                Ok(found) => people[found].1 = people[found].1.with(service),
                Err(at) => people.insert(at, (person, service)),
            }
        }
    }
    people
}

/// Sites by their duties. Copies share what was known when the first was made.
#[derive(Debug, Clone, Default)]
pub(super) struct Known {
    base: Arc<Numbers>,
    since: Numbers,
}

type Numbers = HashMap<Arc<[u32]>, u32, BuildHasherDefault<WordHasher>>;

impl Known {
    pub(super) fn get(&self, duties: &[u32]) -> Option<u32> {
        let known = self.since.get(duties).or_else(|| self.base.get(duties));
        known.copied()
    }

    pub(super) fn insert(&mut self, duties: Arc<[u32]>, site: u32) {
        self.since.insert(duties, site);
    }

    /// Has copies share all that is known.
    pub(super) fn settled(mut self) -> Self {
        let mut all = Arc::unwrap_or_clone(self.base);
        all.extend(self.since.drain());
        Self {
            base: Arc::new(all),
            since: Numbers::default(),
        }
    }
}

/// A hash of words that nobody chooses to collide: places of duties, in order.
#[derive(Debug, Default)]
pub(super) struct WordHasher(u64);

impl Hasher for WordHasher {
    fn finish(&self) -> u64 {
        self.0 ^ (self.0 >> 29)
    }

    fn write(&mut self, bytes: &[u8]) {
        for word in bytes.chunks(8) {
            let mut padded = [0; 8];
            padded[..word.len()].copy_from_slice(word);
            // the odd constant is 2^64 over the golden ratio
            let mixed = (self.0 ^ u64::from_le_bytes(padded)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
            self.0 = mixed.rotate_left(23);
        }
    }
}
