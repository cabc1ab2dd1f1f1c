//! The searches of a server: one is made at a time, the others wait; those that a restart broke off are made again.
//!
//! What is kept of a search on the disk is its order: the same order gives the same plan for the same revision, so a server
//! that starts again finds again what it had found.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use hexward_engine::model::Revision;
use serde::{Deserialize, Serialize};

use super::{Order, Search};
use crate::config::{SEARCH_KEPT, SEARCHES_MAX};
use crate::entry_ids::EntryIds;
use crate::error::{ApiError, RefusalKind, shown};

/// Longest kept order in bytes.
const KEPT_BYTES_MAX: u64 = 8 << 20;

/// All searches.
pub(crate) struct Searches {
    held: Mutex<Held>,
    /// Where orders are kept, if anywhere.
    folder: Option<PathBuf>,
    ids: EntryIds,
}

#[derive(Default)]
struct Held {
    searches: BTreeMap<String, Arc<Search>>,
}

/// An order as it is kept.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Kept {
    id: String,
    made: String,
    revision: u64,
    order: Order,
}

impl Searches {
    /// None yet; orders are kept in this folder, which is made when there is one to keep.
    pub(crate) fn new(instance: &str, folder: Option<PathBuf>) -> Self {
        Self {
            held: Mutex::default(),
            folder,
            ids: EntryIds::new("search", instance),
        }
    }

    /// The searches whose orders were kept, each to be made again.
    pub(crate) fn resume(&self) -> Vec<Arc<Search>> {
        let kept = self.folder.iter().flat_map(|folder| kept_in(folder));
        let searches = kept.map(|kept| {
            let revision = Revision(kept.revision);
            Arc::new(Search::new(kept.id, kept.made, revision, kept.order))
        });
        let mut searches: Vec<Arc<Search>> = searches.collect();
        searches.sort_by(|a, b| (&a.made, &a.id).cmp(&(&b.made, &b.id)));
        let mut held = self.held();
        let own = searches
            .iter()
            .map(|search| (search.id.clone(), Arc::clone(search)));
        held.searches.extend(own);
        searches
    }

    /// Takes an order; the search is still to be made.
    ///
    /// # Errors
    /// A refusal when there are too many searches; [`ApiError::Internal`] when the order cannot be kept.
    pub(crate) fn add(
        &self,
        made: String,
        revision: Revision,
        order: Order,
    ) -> Result<Arc<Search>, ApiError> {
        let mut held = self.held();
        held.tidy(self);
        if held.searches.len() >= SEARCHES_MAX {
            let detail = format!("there are {SEARCHES_MAX} searches already, delete one or wait");
            return Err(RefusalKind::Jobs.because(detail));
        }
        let id = self.ids.next();
        let search = Arc::new(Search::new(id.clone(), made, revision, order));
        self.keep(&search)
            .map_err(|error| ApiError::Internal(format!("an order cannot be kept: {error}")))?;
        held.searches.insert(id, Arc::clone(&search));
        Ok(search)
    }

    /// All searches, the oldest first.
    pub(crate) fn list(&self) -> Vec<Arc<Search>> {
        let mut held = self.held();
        held.tidy(self);
        let mut searches: Vec<Arc<Search>> = held.searches.values().cloned().collect();
        searches.sort_by(|a, b| (&a.made, &a.id).cmp(&(&b.made, &b.id)));
        searches
    }

    /// The search of an id.
    ///
    /// # Errors
    /// [`ApiError::NotFound`].
    pub(crate) fn get(&self, id: &str) -> Result<Arc<Search>, ApiError> {
        let mut held = self.held();
        held.tidy(self);
        let search = held.searches.get(id).cloned();
        search.ok_or_else(|| ApiError::NotFound(format!("there is no search `{}`", shown(id))))
    }

    /// Forgets a search that is at rest.
    pub(crate) fn forget(&self, id: &str) {
        let mut held = self.held();
        if held.searches.remove(id).is_some() {
            self.lose(id);
        }
    }

    /// The order of a search is not kept any longer: it is not made again.
    pub(crate) fn lose(&self, id: &str) {
        if let Some(folder) = &self.folder
            && let Err(error) = fs::remove_file(file(folder, id))
            && error.kind() != io::ErrorKind::NotFound
        {
            tracing::warn!(%error, "the order of a search is still kept");
        }
    }

    /// Breaks all searches off: the process ends. Their orders are kept.
    pub(crate) fn end(&self) {
        for search in self.held().searches.values() {
            search.watch.stop();
        }
    }

    fn held(&self) -> MutexGuard<'_, Held> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Writes an order so that it is there whole or not at all.
    fn keep(&self, search: &Search) -> io::Result<()> {
        let Some(folder) = &self.folder else {
            return Ok(());
        };
        fs::create_dir_all(folder)?;
        let kept = Kept {
            id: search.id.clone(),
            made: search.made.clone(),
            revision: search.revision.0,
            order: search.order.clone(),
        };
        let mut draft = tempfile::NamedTempFile::new_in(folder)?;
        serde_json::to_writer(&mut draft, &kept)?;
        draft.flush()?;
        draft.as_file().sync_all()?;
        draft.persist(file(folder, &search.id))?;
        File::open(folder)?.sync_all()
    }
}

fn file(folder: &Path, id: &str) -> PathBuf {
    folder.join(format!("{id}.json"))
}

/// The orders in a folder. What is none is left where it is, and said.
fn kept_in(folder: &Path) -> Vec<Kept> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) => {
            if error.kind() != io::ErrorKind::NotFound {
                tracing::warn!(%error, "orders of searches cannot be read");
            }
            return Vec::new();
        }
    };
    let paths = entries.filter_map(Result::ok).map(|entry| entry.path());
    let orders = paths.filter(|path| path.extension().is_some_and(|end| end == "json"));
    let read = |path: PathBuf| match read(&path) {
        Ok(kept) => Some(kept),
        Err(error) => {
            tracing::warn!(file = %path.display(), %error, "not the order of a search");
            None
        }
    };
    orders.filter_map(read).take(SEARCHES_MAX).collect()
}

fn read(path: &Path) -> io::Result<Kept> {
    if fs::metadata(path)?.len() > KEPT_BYTES_MAX {
        return Err(io::Error::other("it is too long"));
    }
    let kept: Kept = serde_json::from_slice(&fs::read(path)?)?;
    let is_named = path
        .file_stem()
        .is_some_and(|name| name == kept.id.as_str());
    let is_sound = is_named && kept.order.check().is_ok();
    is_sound
        .then_some(kept)
        .ok_or_else(|| io::Error::other("it does not say what it is"))
}

impl Held {
    /// Forgets the searches that nobody has touched for long.
    fn tidy(&mut self, all: &Searches) {
        self.searches.retain(|id, search| {
            let status = search.status();
            let is_fresh = !status.step.is_at_rest() || status.since.elapsed() < SEARCH_KEPT;
            if !is_fresh {
                all.lose(id);
            }
            is_fresh
        });
    }
}
