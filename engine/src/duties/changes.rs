//! What has changed since a cover was worked out.

use crate::model::{Address, Change, Delta, Duty};

/// With more changes than this a cover is built anew.
const MOST: usize = 2048;

/// The changes of duties and addresses since a cover was worked out, in the order in which they were made.
#[derive(Debug, Clone, Default)]
pub struct Changes {
    pub(super) duties: Vec<Change<Duty>>,
    pub(super) addresses: Vec<Change<Address>>,
}

impl Changes {
    /// These changes and those of one more delta; `None` when they are so many that a cover is built anew.
    #[must_use]
    pub fn and(mut self, delta: &Delta) -> Option<Self> {
        let more = delta.duties.len() + delta.addresses.len();
        if self.duties.len() + self.addresses.len() + more > MOST {
            return None;
        }
        self.duties.extend_from_slice(&delta.duties);
        self.addresses.extend_from_slice(&delta.addresses);
        Some(self)
    }
}
