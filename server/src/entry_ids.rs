//! Ids of what a server works at: its jobs and its searches.

use std::sync::atomic::{AtomicU64, Ordering};

use hexward_engine::io::identifies_person;
use sha2::{Digest, Sha256};

use crate::dto::hex;

/// Makes ids of sixteen hexadecimal digits that nobody guesses and no two starts of a server share.
///
/// None looks like what identifies a person: one in two thousand would have eleven decimal digits in a row like a mobile
/// number, and whoever called a draft after it would be refused.
pub(crate) struct EntryIds {
    /// Before what is hashed: the kind of the entries, and what no other start of a server is called.
    seed: String,
    hashed: AtomicU64,
}

impl EntryIds {
    /// The ids of one kind of entries in one start of a server.
    pub(crate) fn new(kind: &str, instance: &str) -> Self {
        Self {
            seed: format!("{kind} {instance}"),
            hashed: AtomicU64::new(0),
        }
    }

    /// One that was not given yet.
    pub(crate) fn next(&self) -> String {
        loop {
            let id = self.hash();
            if !identifies_person(&id) {
                return id;
            }
        }
    }

    fn hash(&self) -> String {
        let number = self.hashed.fetch_add(1, Ordering::Relaxed);
        hex(&Sha256::digest(format!("{} {number}", self.seed))[..8])
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn no_id_looks_like_what_identifies_a_person() {
        const IDS: usize = 20_000;
        let ids = EntryIds::new("search", "1-5f5e100");
        let made: HashSet<String> = (0..IDS).map(|_| ids.next()).collect();
        assert_eq!(made.len(), IDS, "no two alike");
        assert!(made.iter().all(|id| id.len() == 16));
        assert!(!made.iter().any(|id| identifies_person(id)));
        let passed_over = ids.hashed.load(Ordering::Relaxed) - IDS as u64;
        assert!(passed_over > 0, "{IDS} hashes have one that would");
    }
}
