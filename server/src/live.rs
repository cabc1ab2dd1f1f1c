//! What goes on while the server runs: new revisions, who listens to them, and when all of that ends.

use std::future::Future;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use hexward_engine::Engine;
use hexward_engine::model::Revision;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};

use crate::covers::Covers;
use crate::error::{ApiError, RefusalKind};
use crate::history::Undone;

/// What listeners are told, and when they are to end.
pub struct Live {
    head: watch::Receiver<Revision>,
    ending: watch::Sender<bool>,
    listeners: Arc<Semaphore>,
    undone: Mutex<Undone>,
    covers: Covers,
}

impl Live {
    /// Told of each commit of an engine; so many may listen.
    pub(crate) fn new(engine: &Engine, listeners: usize) -> Self {
        let (told, head) = watch::channel(engine.snapshot().revision);
        engine.on_commit(move |revision| {
            told.send_replace(revision);
        });
        Self {
            head,
            ending: watch::channel(false).0,
            listeners: Arc::new(Semaphore::new(listeners)),
            undone: Mutex::default(),
            covers: Covers::default(),
        }
    }

    /// The newest revision, and each that comes.
    pub(crate) fn head(&self) -> watch::Receiver<Revision> {
        self.head.clone()
    }

    /// A place among the listeners, until it is dropped.
    pub(crate) fn place(&self) -> Result<OwnedSemaphorePermit, ApiError> {
        let place = Arc::clone(&self.listeners).try_acquire_owned();
        place.map_err(|_full_or_closed| {
            RefusalKind::Listeners.because("as many listen as this server was told to serve")
        })
    }

    /// What has been taken back.
    pub(crate) fn undone(&self) -> MutexGuard<'_, Undone> {
        self.undone.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What the newest commits cover.
    pub(crate) fn covers(&self) -> &Covers {
        &self.covers
    }

    /// Tells listeners and everything in the background to end.
    pub(crate) fn end(&self) {
        self.ending.send_replace(true);
    }

    /// Whether the end has come.
    pub fn is_ending(&self) -> bool {
        *self.ending.borrow()
    }

    /// Ends when the server does.
    pub(crate) fn ended(&self) -> impl Future<Output = ()> + Send + use<> {
        let mut ending = self.ending.subscribe();
        async move {
            // an error means that nobody is left to say so
            let _ = ending.wait_for(|ending| *ending).await;
        }
    }
}
