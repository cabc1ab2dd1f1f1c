//! Whether the log of commits gives the rows that are stored.

use hexward_engine::model::Revision;
use hexward_engine::store::{Replayed, Store, StoreError, content_hash};

/// What is wrong with the log of commits, if anything, up to the revision whose rows have this hash.
///
/// Cost: O(changes log rows), and the memory of one copy of the rows.
pub(super) fn finding(
    store: &mut dyn Store,
    head: Revision,
    hash: &str,
) -> Result<Option<String>, StoreError> {
    let mut replay = Replayed::default();
    let mut revision = Revision::default();
    // another process may commit while the rows are read: what it adds is not looked at
    while let Some(commit) = store.commits_after(revision, 1)?.pop() {
        if commit.revision > head {
            break;
        }
        if commit.revision != revision.next() {
            let missing = format!(
                "the commits before revision {} are missing",
                commit.revision
            );
            return Ok(Some(missing));
        }
        revision = commit.revision;
        if let Err(error) = replay.apply(&commit.delta) {
            let text = format!("revision {revision} cannot be replayed: {error}");
            return Ok(Some(text));
        }
    }
    if revision != head {
        return Ok(Some(format!(
            "the commits after revision {revision} are missing"
        )));
    }
    let sound = content_hash(&replay.finish(revision)) == hash;
    Ok((!sound).then(|| "the stored rows are not those of the log of commits".to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use hexward_engine::Watch;
    use hexward_engine::geom::Position;
    use hexward_engine::model::{
        Change, Checkpoint, CheckpointId, CheckpointState, Commit, Dataset, Delta, LogEntry,
    };

    /// A store that has nothing but a log.
    struct Log(Vec<Commit>);

    impl Store for Log {
        fn load(&mut self) -> Result<Dataset, StoreError> {
            Ok(Dataset::default())
        }

        fn begin(&mut self) -> Result<Revision, StoreError> {
            Ok(Revision::default())
        }

        fn commit_all(
            &mut self,
            base: Revision,
            _: &[&Delta],
            _: &Watch,
        ) -> Result<Revision, StoreError> {
            Ok(base)
        }

        fn end(&mut self) {}

        fn commits_after(
            &mut self,
            base: Revision,
            limit: usize,
        ) -> Result<Vec<Commit>, StoreError> {
            let newer = self.0.iter().filter(|commit| commit.revision > base);
            Ok(newer.take(limit).cloned().collect())
        }

        fn log_before(&mut self, _: Revision, _: usize) -> Result<Vec<LogEntry>, StoreError> {
            Ok(Vec::new())
        }

        fn commit_of(&mut self, _: &str) -> Result<Option<(Revision, [u8; 32])>, StoreError> {
            Ok(None)
        }
    }

    fn gate(id: &str, name: &str) -> Checkpoint {
        Checkpoint {
            id: CheckpointId::new(id).expect("valid"),
            position: Position::clamped(1, 2),
            name: name.to_owned(),
            kind: "gate".to_owned(),
            state: CheckpointState::Open,
        }
    }

    fn commit(revision: u64, checkpoints: Vec<Change<Checkpoint>>) -> Commit {
        Commit {
            revision: Revision(revision),
            delta: Delta {
                checkpoints,
                ..Delta::default()
            },
        }
    }

    fn log() -> Vec<Commit> {
        let renamed = Change::replace(gate("b", "1"), gate("b", "2")).expect("one key");
        vec![
            commit(1, vec![Change::make(gate("b", "1"))]),
            commit(2, vec![Change::make(gate("a", "1")), renamed]),
            commit(3, vec![Change::remove(gate("a", "1"))]),
        ]
    }

    fn found(log: Vec<Commit>, head: u64, rows: Vec<Checkpoint>) -> String {
        let hash = content_hash(&Dataset {
            checkpoints: rows,
            ..Dataset::default()
        });
        let found = finding(&mut Log(log), Revision(head), &hash).expect("readable");
        found.unwrap_or_default()
    }

    #[test]
    fn the_log_is_replayed_up_to_the_revision_that_was_read() {
        assert_eq!(found(log(), 3, vec![gate("b", "2")]), "");
        assert_eq!(found(log(), 2, vec![gate("a", "1"), gate("b", "2")]), "");
        assert_eq!(found(Vec::new(), 0, Vec::new()), "");
    }

    #[test]
    fn what_is_wrong_with_a_log_is_named() {
        let without = |index: usize| {
            let mut log = log();
            log.remove(index);
            log
        };
        let rows = || vec![gate("b", "2")];
        assert_eq!(
            found(without(1), 3, rows()),
            "the commits before revision 3 are missing"
        );
        assert_eq!(
            found(without(2), 3, rows()),
            "the commits after revision 2 are missing"
        );
        let mut other = log();
        other[0] = commit(1, vec![Change::make(gate("b", "7"))]);
        assert!(found(other, 3, rows()).starts_with("revision 2 cannot be replayed: "));
        assert_eq!(
            found(log(), 3, vec![gate("b", "3")]),
            "the stored rows are not those of the log of commits"
        );
    }
}
