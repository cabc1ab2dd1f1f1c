//! The rows that a log of commits gives.

use std::collections::BTreeMap;

use crate::model::{
    Address, Barrier, Cell, Change, Checkpoint, Count, CrossingLayer, Dataset, DatasetError, Delta,
    Duty, Grid, Note, Place, Plan, PlanStep, Record, Revision, Role, SpatialUnit,
};

/// One table by key.
type Table<T> = BTreeMap<<T as Record>::Key, T>;

macro_rules! tables {
    ($($field:ident: $row:ty),+ $(,)?) => {
        /// All rows while a log is replayed: each is put in its place, none is copied twice.
        #[derive(Debug, Default)]
        pub struct Replayed {
            $($field: Table<$row>,)+
        }

        impl Replayed {
            /// Puts a delta on top. O(changes log rows).
            ///
            /// # Errors
            /// [`DatasetError`] names the first row that is not as the delta starts from; changes before it stay.
            pub fn apply(&mut self, delta: &Delta) -> Result<(), DatasetError> {
                $(apply(&mut self.$field, &delta.$field)?;)+
                Ok(())
            }

            /// Puts a delta on top of rows that it may not start from. O(changes log rows).
            pub(super) fn overlay(&mut self, delta: &Delta) {
                $(overlay(&mut self.$field, &delta.$field);)+
            }

            /// The rows, sorted by key.
            pub fn finish(self, revision: Revision) -> Dataset {
                Dataset {
                    revision,
                    $($field: self.$field.into_values().collect(),)+
                }
            }
        }

        /// What leads from some rows to others. O(rows).
        pub(super) fn difference(before: Dataset, after: Dataset, note: Note) -> Delta {
            Delta {
                note,
                $($field: table_difference(before.$field, after.$field),)+
            }
        }

        /// In the tables of these names, the rows of `others` whose keys are missing are put in; how many in each.
        pub(super) fn fill(
            rows: &mut Dataset,
            others: &Dataset,
            tables: &[&str],
        ) -> BTreeMap<&'static str, usize> {
            let mut filled = BTreeMap::new();
            $(if tables.contains(&<$row>::TABLE) {
                let count = fill_table(&mut rows.$field, &others.$field);
                filled.insert(<$row>::TABLE, count);
            })+
            filled
        }

        /// The keys of each table whose rows are not the same in both, as text.
        pub(super) fn differing(one: &Dataset, other: &Dataset) -> Vec<(&'static str, String)> {
            let mut keys = Vec::new();
            $(let of_table = differing_keys(&one.$field, &other.$field);
            keys.extend(of_table.into_iter().map(|key| (<$row>::TABLE, key)));)+
            keys
        }
    };
}

tables! {
    place: Place,
    grids: Grid,
    crossing_layers: CrossingLayer,
    cells: Cell,
    addresses: Address,
    checkpoints: Checkpoint,
    barriers: Barrier,
    counts: Count,
    units: SpatialUnit,
    plans: Plan,
    plan_steps: PlanStep,
    roles: Role,
    duties: Duty,
}

/// Makes changes to a table; a row that is not as a change starts from is an error.
fn apply<T: Record>(table: &mut Table<T>, changes: &[Change<T>]) -> Result<(), DatasetError> {
    for change in changes {
        let key = change.key();
        if table.get(&key) != change.before() {
            return Err(DatasetError {
                table: T::TABLE,
                key: format!("{key:?}"),
            });
        }
        put(table, key, change);
    }
    Ok(())
}

fn overlay<T: Record>(table: &mut Table<T>, changes: &[Change<T>]) {
    for change in changes {
        put(table, change.key(), change);
    }
}

fn put<T: Record>(table: &mut Table<T>, key: T::Key, change: &Change<T>) {
    match change.after() {
        Some(row) => table.insert(key, row.clone()),
        None => table.remove(&key),
    };
}

fn table_difference<T: Record>(before: Vec<T>, after: Vec<T>) -> Vec<Change<T>> {
    let mut left: Table<T> = before.into_iter().map(|row| (row.key(), row)).collect();
    let mut changes = Vec::new();
    for row in after {
        match left.remove(&row.key()) {
            None => changes.push(Change::make(row)),
            Some(before) if before == row => {}
            Some(before) => changes.extend(Change::replace(before, row)),
        }
    }
    changes.extend(left.into_values().map(Change::remove));
    changes
}

fn fill_table<T: Record>(rows: &mut Vec<T>, others: &[T]) -> usize {
    let mut table: Table<T> = rows.drain(..).map(|row| (row.key(), row)).collect();
    let before = table.len();
    for other in others {
        table.entry(other.key()).or_insert_with(|| other.clone());
    }
    let filled = table.len() - before;
    rows.extend(table.into_values());
    filled
}

fn differing_keys<T: Record>(one: &[T], other: &[T]) -> Vec<String> {
    let by_key =
        |rows: &[T]| -> BTreeMap<T::Key, usize> { rows.iter().map(Record::key).zip(0..).collect() };
    let (of_one, of_other) = (by_key(one), by_key(other));
    let mut keys: Vec<&T::Key> = of_one.keys().chain(of_other.keys()).collect();
    keys.sort_unstable();
    keys.dedup();
    let row = |rows: &BTreeMap<T::Key, usize>, key: &T::Key| rows.get(key).copied();
    keys.retain(|key| {
        row(&of_one, key).map(|at| &one[at]) != row(&of_other, key).map(|at| &other[at])
    });
    keys.into_iter().map(|key| format!("{key:?}")).collect()
}
