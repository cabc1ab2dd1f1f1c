//! Names by number.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::Arc;

/// Names of one kind by number; a number stays with its name. Copies share them until a new one comes.
#[derive(Debug, Clone)]
pub(super) struct Numbered<T>(Arc<Register<T>>);

#[derive(Debug, Clone)]
struct Register<T> {
    names: Vec<T>,
    numbers: HashMap<T, u32>,
}

impl<T> Default for Numbered<T> {
    fn default() -> Self {
        Self(Arc::new(Register {
            names: Vec::new(),
            numbers: HashMap::new(),
        }))
    }
}

impl<T: Clone + Eq + Hash> Numbered<T> {
    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.0.names.len()
    }

    /// The name that has a number.
    pub(super) fn name(&self, number: u32) -> &T {
        &self.0.names[number as usize]
    }

    /// The number of a name that has one.
    pub(super) fn number(&self, name: &T) -> Option<u32> {
        self.0.numbers.get(name).copied()
    }

    /// The number of a name, a new one if it has none.
    pub(super) fn number_of(&mut self, name: &T) -> u32 {
        if let Some(number) = self.number(name) {
            return number;
        }
        let all = Arc::make_mut(&mut self.0);
        let number = all.names.len() as u32;
        all.names.push(name.clone());
        all.numbers.insert(name.clone(), number);
        number
    }
}
