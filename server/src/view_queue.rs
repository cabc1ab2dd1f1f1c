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
