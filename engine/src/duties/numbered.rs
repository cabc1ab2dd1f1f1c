//! Names by number.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::Arc;

/// With more new names than this copies share them too.
const MOST_ADDED: usize = 256;

/// Names of one kind by number; a number stays with its name. Copies share all but the latest.
#[derive(Debug, Clone)]
pub(super) struct Numbered<T> {
    shared: Arc<Register<T>>,
    since: Register<T>,
}

#[derive(Debug, Clone)]
struct Register<T> {
    names: Vec<T>,
    numbers: HashMap<T, u32>,
}

impl<T> Default for Register<T> {
    fn default() -> Self {
        Self {
            names: Vec::new(),
            numbers: HashMap::new(),
        }
    }
}

impl<T> Default for Numbered<T> {
    fn default() -> Self {
        Self {
            shared: Arc::default(),
            since: Register::default(),
        }
    }
}

impl<T: Clone + Eq + Hash> Numbered<T> {
    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.shared.names.len() + self.since.names.len()
    }

    /// The name that has a number.
    pub(super) fn name(&self, number: u32) -> &T {
        let shared = &self.shared.names;
        match (number as usize).checked_sub(shared.len()) {
            Some(since) => &self.since.names[since],
            None => &shared[number as usize],
        }
    }

    /// The number of a name that has one.
    pub(super) fn number(&self, name: &T) -> Option<u32> {
        let shared = self.shared.numbers.get(name);
        shared.or_else(|| self.since.numbers.get(name)).copied()
    }

    /// The number of a name, a new one if it has none.
    pub(super) fn number_of(&mut self, name: &T) -> u32 {
        if let Some(number) = self.number(name) {
            return number;
        }
        let number = self.len() as u32;
        self.since.names.push(name.clone());
        self.since.numbers.insert(name.clone(), number);
        if self.since.names.len() > MOST_ADDED {
            self.settle();
        }
        number
    }

    /// Has copies share all names.
    fn settle(&mut self) {
        let shared = Arc::make_mut(&mut self.shared);
        shared.names.append(&mut self.since.names);
        shared.numbers.extend(self.since.numbers.drain());
    }
}
