//! What all requests share.

mod searching;
mod styled;

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError, RwLock};
use std::time::{SystemTime, UNIX_EPOCH};

use hexward_engine::model::{Revision, Tier};
use hexward_engine::render::Fonts;
use hexward_engine::snapshot::Snapshot;
use hexward_engine::store::{StoreError, content_hash};
use hexward_engine::{CommitError, Engine};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};

use crate::answer::Answer;
use crate::changes::Changes;
use crate::config::{Config, EXPORTS_MAX, JOBS_AT_ONCE, LISTENERS_DEFAULT, WRITERS_MAX};
use crate::draw_queue::DrawQueue;
use crate::error::ApiError;
use crate::fits::Fits;
use crate::fonts;
use crate::jobs::{Job, Jobs, Task};
use crate::live::Live;
use crate::looks::Looks;
pub use crate::looks::{LooksError, Reloaded, shipped_styles};
use crate::openapi;
use crate::rebalancing::Searches;
use crate::refusal;
use crate::tile_cache::TileCache;
pub use crate::tile_cache::TileWork;
use crate::view::{Asked, Seen};
use crate::view_queue::ViewQueue;
use crate::workers::Workers;

/// The fonts of this machine.
pub fn installed_fonts() -> Arc<Fonts> {
    Arc::new(fonts::load())
}

/// The engine, the styles and the caches; a clone shares them. The styles are those of the moment of the cloning: each request has
/// a clone of its own, so that it sees one set of them from its beginning to its end, whatever is read anew meanwhile.
pub struct AppState {
    shared: Arc<Shared>,
    looks: Arc<Looks>,
}

impl Clone for AppState {
    fn clone(&self) -> Self {
        Self {
            shared: Arc::clone(&self.shared),
            looks: self.shared.looks(),
        }
    }
}

struct Shared {
    engine: Arc<Engine>,
    /// The newest styles.
    looks: RwLock<Arc<Looks>>,
    fits: Fits,
    changes: Changes,
    fonts: Arc<Fonts>,
    config: Config,
    tiles: TileCache,
    drawing: DrawQueue,
    reading: Workers,
    writing: Workers,
    views: ViewQueue,
    live: Live,
    jobs: Jobs,
    importing: Workers,
    searches: Searches,
    searching: Workers,
    exports: Arc<Semaphore>,
    hash: Mutex<Option<(Revision, String)>>,
    description: OnceLock<Answer>,
    instance: String,
    ready: AtomicBool,
    /// Why the process has to end.
    failure: watch::Sender<Option<String>>,
}

impl AppState {
    /// The state around an engine, ready to serve.
    ///
    /// # Errors
    /// [`LooksError`] when a style cannot be used.
    pub fn new(engine: Arc<Engine>, config: Config) -> Result<Self, LooksError> {
        let live = Live::new(&engine, config.listeners.unwrap_or(LISTENERS_DEFAULT));
        let instance = instance();
        let searches = Searches::new(&instance, config.searches.clone());
        let fonts = config.fonts.clone().unwrap_or_else(installed_fonts);
        let looks = Arc::new(Looks::new(styled::styles_of(&config)?, &fonts));
        let shared = Arc::new(Shared {
            engine,
            looks: RwLock::new(Arc::clone(&looks)),
            fits: Fits::default(),
            changes: Changes::default(),
            fonts,
            config,
            tiles: TileCache::new(),
            drawing: DrawQueue::new(),
            reading: Workers::new(),
            writing: Workers::of(WRITERS_MAX),
            views: ViewQueue::new(),
            live,
            jobs: Jobs::new(&instance),
            searches,
            searching: Workers::of(1),
            importing: Workers::of(JOBS_AT_ONCE),
            exports: Arc::new(Semaphore::new(EXPORTS_MAX)),
            hash: Mutex::new(None),
            description: OnceLock::new(),
            instance,
            ready: AtomicBool::new(true),
            failure: watch::Sender::new(None),
        });
        Ok(Self { shared, looks })
    }

    /// Computes what the first questions about a large place would have to wait for: owners, tallies, the nearest
    /// checkpoints; what the first edit must know: whether the tiers divide the ground, and which codes were ever used; and
    /// how much room each area has for its label. Which vertices are drawn at which zoom is left to the tiles, as it takes
    /// memory for ground that may never be looked at. Says which names of the map no font can write.
    pub fn warm_up(&self) {
        let snapshot = self.engine().snapshot();
        if let Some(finding) = fonts::finding(self.fonts(), &snapshot) {
            tracing::warn!("{finding}");
        }
        for &tier in snapshot.grids.keys() {
            snapshot.assignment(tier);
        }
        snapshot.nearest_assignment();
        for tier in Tier::ALL {
            snapshot.faults(tier);
        }
        for layer in snapshot.grids.values() {
            for index in 0..layer.records().len() {
                layer.room(index);
            }
        }
        // a log that cannot be read is told to whoever first needs it
        let _ = self.engine().codes();
        self.engine().rest();
    }

    /// A name that no other start of a server had.
    pub(crate) fn instance(&self) -> &str {
        &self.shared.instance
    }

    /// The engine.
    pub fn engine(&self) -> &Engine {
        &self.shared.engine
    }

    /// Whether new requests are welcome.
    pub fn is_ready(&self) -> bool {
        self.shared.ready.load(Ordering::Relaxed)
    }

    /// Says that new requests should go elsewhere; they are still answered.
    pub fn retire(&self) {
        self.shared.ready.store(false, Ordering::Relaxed);
        self.shared.live.end();
        self.shared.jobs.end();
        self.shared.searches.end();
    }

    /// What listeners are told.
    pub fn live(&self) -> &Live {
        &self.shared.live
    }

    /// The imports that take time.
    pub(crate) fn jobs(&self) -> &Jobs {
        &self.shared.jobs
    }

    /// Works at a job when it is its turn; whoever asked for it does not wait.
    pub(crate) fn work_at(&self, job: Arc<Job>, task: Task) {
        let state = self.clone();
        tokio::spawn(async move {
            let (own, worked) = (state.clone(), Arc::clone(&job));
            let work = move || {
                worked.work(&own, &task);
                Ok(())
            };
            if let Err(error) = state.shared.importing.run_behind(work).await {
                tracing::error!(%error, "a job failed");
                job.fail(error);
            }
            state.engine().rest();
        });
    }

    /// What a request is answered with whose change the store refused. A store whose disk failed answers nothing any more:
    /// the server then stops, to be started anew.
    pub fn refusal(&self, error: &StoreError) -> ApiError {
        match error {
            StoreError::Full { .. } => ApiError::Full,
            StoreError::Failed { .. } => {
                tracing::error!(%error, "the store failed, the server ends");
                self.retire();
                self.shared.failure.send_replace(Some(error.to_string()));
                ApiError::StoreFailed
            }
            other => refusal::of_store(other),
        }
    }

    /// Waits until the process has to end, and says why.
    pub(crate) async fn failed(&self) -> String {
        let mut failure = self.shared.failure.subscribe();
        let failed = failure.wait_for(Option::is_some).await;
        let reason = failed.ok().and_then(|reason| reason.clone());
        reason.unwrap_or_default()
    }

    /// Why the process has to end, if it has to.
    pub(crate) fn failure(&self) -> Option<String> {
        self.shared.failure.borrow().clone()
    }

    /// How much work tiles were since the start.
    pub fn tile_work(&self) -> TileWork {
        self.shared.tiles.work()
    }

    pub(crate) fn config(&self) -> &Config {
        &self.shared.config
    }

    /// The description of the API, made when it is first asked for.
    pub(crate) fn description(&self) -> &Answer {
        let describe = || Answer::json(&openapi::document(&self.shared.config));
        self.shared.description.get_or_init(describe)
    }

    /// What labels and legends are written in.
    pub(crate) fn fonts(&self) -> &Fonts {
        &self.shared.fonts
    }

    pub(crate) fn tiles(&self) -> &TileCache {
        &self.shared.tiles
    }

    /// What is drawn, and who waits for it.
    pub(crate) fn drawing(&self) -> &DrawQueue {
        &self.shared.drawing
    }

    /// Draws something, when a core is free.
    ///
    /// # Errors
    /// Those of [`DrawQueue`].
    pub(crate) async fn draw<T, F>(&self, work: F) -> Result<T, ApiError>
    where
        T: Send + 'static,
        F: FnOnce() -> Result<T, ApiError> + Send + 'static,
    {
        let place = self.shared.drawing.place().await?;
        self.shared.drawing.run(&place, work).await
    }

    /// Looks something up, when a core is free.
    pub(crate) async fn read<T, F>(&self, work: F) -> Result<T, ApiError>
    where
        T: Send + 'static,
        F: FnOnce() -> Result<T, ApiError> + Send + 'static,
    {
        self.shared.reading.run(work).await
    }

    /// A place among the exports that are sent at once; `None` when all are taken.
    pub(crate) fn exports(&self) -> Option<OwnedSemaphorePermit> {
        Arc::clone(&self.shared.exports).try_acquire_owned().ok()
    }

    /// Changes something; those that wait are committed together.
    pub(crate) async fn write<T, F>(&self, work: F) -> Result<T, ApiError>
    where
        T: Send + 'static,
        F: FnOnce(&Self) -> Result<T, ApiError> + Send + 'static,
    {
        let state = self.clone();
        self.shared.writing.run(move || work(&state)).await
    }

    /// The answer to a change that the engine refused.
    pub(crate) fn refused(&self, error: &CommitError) -> ApiError {
        match error {
            CommitError::Store(store) => self.refusal(store),
            other => refusal::of_commit(other),
        }
    }

    /// The view that is asked for; one that is not kept is made, which takes long in a city.
    ///
    /// # Errors
    /// As [`hexward_engine::ViewError`], and a refusal when too many wait for one.
    pub(crate) async fn see(&self, asked: &Asked) -> Result<Seen, ApiError> {
        let sight = self
            .shared
            .views
            .sight(&self.shared.engine, &asked.0)
            .await?;
        Ok(Seen::new(asked.clone(), sight))
    }

    /// Asks a view a question, when a core is free. The answer says what it shows.
    pub(crate) async fn ask_at<F>(&self, asked: &Asked, question: F) -> Result<Answer, ApiError>
    where
        F: FnOnce(&Self, &Snapshot) -> Result<Answer, ApiError> + Send + 'static,
    {
        let seen = self.see(asked).await?;
        let (state, snapshot) = (self.clone(), Arc::clone(&seen.snapshot));
        let answer = self.read(move || question(&state, &snapshot)).await?;
        Ok(answer.showing(&seen))
    }

    /// The hash of all rows of the newest snapshot; computed once a revision. O(rows) then.
    pub(crate) fn content_hash(&self, snapshot: &Snapshot) -> String {
        let mut held = self
            .shared
            .hash
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        match &*held {
            Some((revision, hash)) if *revision == snapshot.revision => hash.clone(),
            _ => {
                let hash = content_hash(&snapshot.dataset());
                *held = Some((snapshot.revision, hash.clone()));
                hash
            }
        }
    }
}

/// The process and the moment, in hexadecimal digits.
fn instance() -> String {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    let micros = since.map_or(0, |since| since.as_micros());
    format!("{:x}-{micros:x}", std::process::id())
}
