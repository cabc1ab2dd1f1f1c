//! Views are made a few at a time, once for all who wait for the same one.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use hexward_engine::model::Revision;
use hexward_engine::{Engine, Sight, Viewpoint};
use tokio::sync::{Semaphore, watch};

use crate::config::{VIEWS_AT_ONCE, VIEWS_WAITING};
use crate::error::{ApiError, RefusalKind};

/// What is asked for, and the newest revision then.
type Wanted = (Viewpoint, Revision);
type Told = Option<Result<Sight, ApiError>>;

/// The views that are being made.
#[derive(Clone)]
pub(crate) struct ViewQueue {
    running: Arc<Semaphore>,
    waiting: Arc<Mutex<HashMap<Wanted, watch::Receiver<Told>>>>,
}

impl ViewQueue {
    /// None yet.
    pub(crate) fn new() -> Self {
        Self {
            running: Arc::new(Semaphore::new(VIEWS_AT_ONCE)),
            waiting: Arc::default(),
        }
    }

    fn waiting(&self) -> MutexGuard<'_, HashMap<Wanted, watch::Receiver<Told>>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The view; made if the engine does not keep it. It is made to the end even if nobody waits for it any more.
    ///
    /// # Errors
    /// Those of the view; [`RefusalKind::Views`] when too many are waited for.
    pub(crate) async fn sight(
        &self,
        engine: &Arc<Engine>,
        at: &Viewpoint,
    ) -> Result<Sight, ApiError> {
        if let Some(kept) = engine.kept_sight(at) {
            return Ok(kept);
        }
        let wanted = (at.clone(), engine.snapshot().revision);
        let mut told = self.join(engine, wanted)?;
        let told = told.wait_for(Option::is_some).await;
        let told = told.ok().and_then(|told| told.clone());
        told.unwrap_or_else(|| Err(ApiError::Internal("a view was given up".to_owned())))
    }

    /// Waits for the view with those who do already, or has it made.
    fn join(
        &self,
        engine: &Arc<Engine>,
        wanted: Wanted,
    ) -> Result<watch::Receiver<Told>, ApiError> {
        let mut waiting = self.waiting();
        if let Some(told) = waiting.get(&wanted) {
            return Ok(told.clone());
        }
        if waiting.len() >= VIEWS_WAITING {
            let detail = "too many views of plans and days are being made, try again";
            return Err(RefusalKind::Views.because(detail));
        }
        let (tell, told) = watch::channel(None);
        waiting.insert(wanted.clone(), told.clone());
        let (queue, engine) = (self.clone(), Arc::clone(engine));
        tokio::spawn(async move {
            let made = queue.make(engine, wanted.0.clone()).await;
            queue.waiting().remove(&wanted);
            tell.send_replace(Some(made));
        });
        Ok(told)
    }

    async fn make(&self, engine: Arc<Engine>, at: Viewpoint) -> Result<Sight, ApiError> {
        let _turn = self
            .running
            .acquire()
            .await
            .expect("the semaphore is never closed");
        let made = tokio::task::spawn_blocking(move || engine.sight(&at)).await;
        made.map_err(|error| ApiError::Internal(error.to_string()))?
            .map_err(ApiError::from)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use hexward_engine::store::GeoPackage;

    #[tokio::test]
    async fn equal_views_wait_for_one_and_many_are_refused() {
        let folder = tempfile::tempdir().expect("a folder");
        let store = GeoPackage::create_or_open(folder.path().join("s.gpkg")).expect("a store");
        let engine = Arc::new(Engine::open(Box::new(store)).expect("an engine"));
        let queue = ViewQueue::new();
        let at = |number: usize| Viewpoint::Revision(Revision(100 + number as u64));
        let all_turns = queue.running.acquire_many(VIEWS_AT_ONCE as u32).await;
        let ask = |number| {
            let (queue, engine) = (queue.clone(), Arc::clone(&engine));
            tokio::spawn(async move { queue.sight(&engine, &at(number)).await })
        };
        let mut asked: Vec<_> = (0..VIEWS_WAITING).map(ask).collect();
        asked.extend((0..VIEWS_WAITING).map(ask));
        while queue.waiting().len() < VIEWS_WAITING {
            tokio::task::yield_now().await;
        }
        let refused = queue.sight(&engine, &at(VIEWS_WAITING)).await;
        let status = refused.map(|_| ()).map_err(|error| error.status().as_u16());
        assert_eq!(status, Err(503));
        assert!(asked.iter().all(|asked| !asked.is_finished()));
        drop(all_turns);
        for asked in asked {
            let told = asked.await.expect("it ends");
            assert!(matches!(told, Err(ApiError::NotFound(_))), "{told:?}");
        }
        assert!(queue.waiting().is_empty());
        assert!(queue.sight(&engine, &Viewpoint::Newest).await.is_ok());
    }
}
