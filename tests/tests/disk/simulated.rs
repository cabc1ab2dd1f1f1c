//! A disk that a trace is played on: what is certainly on it, and what a power cut may take away.
//!
//! A write is certain once its file was synced after it, a name once its folder was. After a sync that failed, what it
//! was to make certain may be gone for good: the system may forget that it has to be written, so that later syncs say
//! yes without it.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use crate::trace::{Event, What};

/// Files by name, as a power cut leaves them.
pub(crate) type Image = BTreeMap<String, Vec<u8>>;

/// Which file a name means.
type Names = BTreeMap<String, usize>;

/// A disk.
#[derive(Debug, Default)]
pub(crate) struct Disk {
    files: Vec<File>,
    /// What the names mean while the machine runs.
    live: Names,
    /// What they certainly meant when the folder was last synced.
    certain: Names,
    /// What happened to names since.
    moves: Vec<Move>,
}

#[derive(Debug, Default, Clone)]
struct File {
    certain: Vec<u8>,
    pending: Vec<Pending>,
}

/// A change that no sync has made certain.
#[derive(Debug, Clone)]
struct Pending {
    change: Change,
    /// A sync that was to make it certain failed.
    is_lost: bool,
}

#[derive(Debug, Clone)]
enum Change {
    Write { offset: usize, bytes: Arc<[u8]> },
    Truncate { length: usize },
}

#[derive(Debug, Clone)]
enum Move {
    Bind(String, usize),
    Unbind(String),
    Rename(String, String),
}

/// How much of a pending change reached the disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kept {
    All,
    Nothing,
    /// So many bytes of a write.
    First(usize),
}

/// Which names a power cut leaves.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Naming {
    /// Those of the last sync of the folder.
    Certain,
    /// Those of the last sync, and so many of the changes after it.
    After(usize),
    /// All as they were.
    Live,
}

impl Disk {
    /// A disk with these files, all certain.
    pub(crate) fn holding(image: Image) -> Self {
        let mut disk = Self::default();
        for (name, bytes) in image {
            disk.live.insert(name, disk.files.len());
            disk.files.push(File {
                certain: bytes,
                pending: Vec::new(),
            });
        }
        disk.certain.clone_from(&disk.live);
        disk
    }

    /// Plays one event.
    pub(crate) fn play(&mut self, event: &Event) {
        match &event.what {
            What::Said(_) => {}
            What::Sync => self.sync(&event.name, event.failed),
            _ if event.failed => {}
            What::Create => {
                let file = self.files.len();
                self.files.push(File::default());
                self.rename(Move::Bind(event.name.clone(), file));
            }
            What::Rename { to } => self.rename(Move::Rename(event.name.clone(), to.clone())),
            What::Unlink => self.rename(Move::Unbind(event.name.clone())),
            What::Write { offset, bytes } => self.change(
                &event.name,
                Change::Write {
                    offset: *offset,
                    bytes: Arc::clone(bytes),
                },
            ),
            What::Truncate { length } => {
                self.change(&event.name, Change::Truncate { length: *length });
            }
        }
    }

    fn rename(&mut self, step: Move) {
        step.apply(&mut self.live);
        self.moves.push(step);
    }

    fn change(&mut self, name: &str, change: Change) {
        let file = self.live[name];
        self.files[file].pending.push(Pending {
            change,
            is_lost: false,
        });
    }

    fn sync(&mut self, name: &str, failed: bool) {
        if name.is_empty() {
            if !failed {
                self.certain.clone_from(&self.live);
                self.moves.clear();
            }
            return;
        }
        let file = &mut self.files[self.live[name]];
        if failed {
            file.pending
                .iter_mut()
                .for_each(|pending| pending.is_lost = true);
            return;
        }
        for pending in std::mem::take(&mut file.pending) {
            if !pending.is_lost {
                pending.change.apply(&mut file.certain, Kept::All);
            }
        }
    }

    /// How many names changed since the last sync of the folder.
    pub(crate) fn moves(&self) -> usize {
        self.moves.len()
    }

    /// The bytes that the pending changes of each file write, none for those that are not writes.
    pub(crate) fn pending(&self) -> BTreeMap<&str, Vec<Range<usize>>> {
        let sizes = |file: &usize| {
            let file = &self.files[*file];
            file.pending.iter().map(Pending::bytes).collect()
        };
        self.live
            .iter()
            .map(|(name, file)| (name.as_str(), sizes(file)))
            .collect()
    }

    /// The files after a power cut. `kept` is asked for each pending change, by the file's name and its number.
    pub(crate) fn image(&self, naming: Naming, mut kept: impl FnMut(&str, usize) -> Kept) -> Image {
        let names = match naming {
            Naming::Live => self.live.clone(),
            Naming::Certain => self.certain.clone(),
            Naming::After(steps) => {
                let mut names = self.certain.clone();
                self.moves
                    .iter()
                    .take(steps)
                    .for_each(|step| step.apply(&mut names));
                names
            }
        };
        let contents = |(name, file): (String, usize)| {
            let file = &self.files[file];
            let mut bytes = file.certain.clone();
            for (number, pending) in file.pending.iter().enumerate() {
                pending.change.apply(&mut bytes, kept(&name, number));
            }
            (name, bytes)
        };
        names.into_iter().map(contents).collect()
    }
}

impl Pending {
    fn bytes(&self) -> Range<usize> {
        match &self.change {
            Change::Write { offset, bytes } => *offset..offset + bytes.len(),
            Change::Truncate { length } => *length..*length,
        }
    }
}

impl Change {
    fn apply(&self, file: &mut Vec<u8>, kept: Kept) {
        match (self, kept) {
            (_, Kept::Nothing) => {}
            (Self::Truncate { length }, _) => file.resize(*length, 0),
            (Self::Write { offset, bytes }, _) => {
                let count = match kept {
                    Kept::First(count) => count.min(bytes.len()),
                    _ => bytes.len(),
                };
                if file.len() < offset + count {
                    file.resize(offset + count, 0);
                }
                file[*offset..offset + count].copy_from_slice(&bytes[..count]);
            }
        }
    }
}

impl Move {
    fn apply(&self, names: &mut Names) {
        match self {
            Self::Bind(name, file) => {
                names.insert(name.clone(), *file);
            }
            Self::Unbind(name) => {
                names.remove(name);
            }
            Self::Rename(from, to) => {
                if let Some(file) = names.remove(from) {
                    names.insert(to.clone(), file);
                }
            }
        }
    }
}
