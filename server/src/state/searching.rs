//! Searches for balanced grids: taken, made one at a time, their results made drafts.

use std::sync::Arc;

use hexward_engine::model::Note;

use super::AppState;
use crate::error::ApiError;
use crate::rebalancing::{self, Order, Search, Searches, Target};

impl AppState {
    /// The searches for balanced grids.
    pub(crate) fn searches(&self) -> &Searches {
        &self.shared.searches
    }

    /// Makes the searches again that were not over when the server ended, or whose results ended with it.
    pub fn resume_searches(&self) {
        for search in self.shared.searches.resume() {
            self.search(search);
        }
    }

    /// Takes an order and works at it when it is its turn; whoever asked for it does not wait.
    ///
    /// # Errors
    /// Those of [`Searches::add`].
    pub(crate) fn search_for(&self, order: Order) -> Result<Arc<Search>, ApiError> {
        let revision = self.engine().snapshot().revision;
        let made = self.config().zone.now();
        let search = self.shared.searches.add(made, revision, order)?;
        self.search(Arc::clone(&search));
        Ok(search)
    }

    fn search(&self, search: Arc<Search>) {
        let state = self.clone();
        tokio::spawn(async move {
            let (own, worked) = (state.clone(), Arc::clone(&search));
            let work = move || {
                worked.work(own.engine());
                Ok(())
            };
            if let Err(error) = state.shared.searching.run_behind(work).await {
                tracing::error!(%error, "a search failed");
                search.fail(error);
            }
        });
    }

    /// Makes a draft of what a search found; whoever asked for it does not wait.
    ///
    /// # Errors
    /// Those of [`Search::begin_draft`].
    pub(crate) fn draft(
        &self,
        search: &Arc<Search>,
        target: Target,
        note: Note,
    ) -> Result<(), ApiError> {
        let found = search.begin_draft()?;
        let (state, search) = (self.clone(), Arc::clone(search));
        tokio::spawn(async move {
            let (own, base) = (state.clone(), search.revision);
            let work = move || rebalancing::draft(&own, &found, base, &target, &note);
            search.end_draft(state.shared.writing.run(work).await);
        });
        Ok(())
    }
}
