//! What a store holds, in one number.

use sha2::{Digest, Sha256};

use super::codec::{Canonical, put_unsigned};
use crate::model::{Dataset, Record};

/// Rows are hashed in portions of about this many bytes.
const PORTION_BYTES: usize = 1 << 16;

/// SHA-256 of all rows in their canonical form, table by table, as 64 hexadecimal digits. O(rows).
///
/// The revision is left out: the same rows have the same hash whatever their history and whatever store holds them.
pub fn content_hash(dataset: &Dataset) -> String {
    let mut hash = Sha256::new();
    add_table(&mut hash, &dataset.place);
    add_table(&mut hash, &dataset.grids);
    add_table(&mut hash, &dataset.crossing_layers);
    add_table(&mut hash, &dataset.cells);
    add_table(&mut hash, &dataset.addresses);
    add_table(&mut hash, &dataset.checkpoints);
    add_table(&mut hash, &dataset.barriers);
    add_table(&mut hash, &dataset.counts);
    add_table(&mut hash, &dataset.units);
    add_table(&mut hash, &dataset.plans);
    add_table(&mut hash, &dataset.plan_steps);
    add_later_table(&mut hash, &dataset.roles);
    add_later_table(&mut hash, &dataset.duties);
    format!("{:x}", hash.finalize())
}

/// A table that earlier formats had not: without rows it leaves the hash as it was.
fn add_later_table<T: Record + Canonical>(hash: &mut Sha256, rows: &[T]) {
    if !rows.is_empty() {
        add_table(hash, rows);
    }
}

fn add_table<T: Record + Canonical>(hash: &mut Sha256, rows: &[T]) {
    let mut bytes = Vec::new();
    T::TABLE.to_owned().write(&mut bytes);
    put_unsigned(&mut bytes, rows.len() as u64);
    for row in rows {
        row.write(&mut bytes);
        if bytes.len() >= PORTION_BYTES {
            hash.update(&bytes);
            bytes.clear();
        }
    }
    hash.update(&bytes);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geom::Position;
    use crate::model::{Checkpoint, CheckpointId, CheckpointState, Revision};

    fn row(id: &str, name: &str) -> Checkpoint {
        Checkpoint {
            id: CheckpointId::new(id).expect("valid"),
            position: Position::clamped(1_204_567_890, 315_000_000),
            name: name.to_owned(),
            kind: "gate".to_owned(),
            state: CheckpointState::Open,
        }
    }

    #[test]
    fn content_counts_and_history_does_not() {
        let dataset = |revision, rows| Dataset {
            revision: Revision(revision),
            checkpoints: rows,
            ..Dataset::default()
        };
        let hash = |revision, rows| content_hash(&dataset(revision, rows));
        let rows = || vec![row("a", "x"), row("b", "")];
        assert_eq!(hash(1, rows()), hash(9, rows()));
        assert_ne!(hash(1, rows()), hash(1, vec![row("a", ""), row("b", "x")]));
        assert_ne!(hash(1, rows()), hash(1, vec![row("a", "x")]));
        assert_eq!(hash(0, Vec::new()).len(), 64);
    }

    #[test]
    fn the_hash_of_known_rows_never_changes() {
        let dataset = Dataset {
            checkpoints: vec![row("a", "北门")],
            ..Dataset::default()
        };
        assert_eq!(
            content_hash(&dataset),
            "539659b027ed10bf883e9fd7db30221bb91e86e11684d8b9eb6746c8cd66fa0a"
        );
    }
}
