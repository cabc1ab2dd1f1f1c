//! Barriers: lines on the ground that borders like to follow.

use super::BarrierId;
use crate::geom::Position;

/// A street, river, railway or wall.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Barrier {
    /// Its stable id.
    pub id: BarrierId,
    /// What it is, for example `street`.
    pub class: String,
    /// What it is called, for example the name of a street; it may be empty.
    pub name: String,
    path: Vec<Position>,
}

/// A path that is not a line.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line has {0} different vertices, needs at least 2")]
pub struct BarrierError(pub usize);

impl Barrier {
    /// The barrier along a path, without a name; repeated vertices are dropped.
    ///
    /// # Errors
    /// [`BarrierError`] when fewer than two vertices remain.
    pub fn new(
        id: BarrierId,
        class: String,
        mut path: Vec<Position>,
    ) -> Result<Self, BarrierError> {
        path.dedup();
        if path.len() < 2 {
            Err(BarrierError(path.len()))
        } else {
            let name = String::new();
            Ok(Self {
                id,
                class,
                name,
                path,
            })
        }
    }

    /// The same barrier by another name.
    #[must_use]
    pub fn named(self, name: String) -> Self {
        Self { name, ..self }
    }

    /// Its vertices in order, at least two.
    pub fn path(&self) -> &[Position] {
        &self.path
    }
}
