//! Imports that take time: a file is sent, checked, looked at, applied; each step can be watched and broken off.
//!
//! Jobs are of this process and end with it: what they have applied is in the store, what they have not is nowhere.

mod folder;
mod order;
mod progress;
mod survey;
mod work;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};

use crate::config::{JOB_KEPT, JOB_SPARED, JOBS_MAX, UPLOADS_AT_ONCE};
use crate::entry_ids::EntryIds;
use crate::error::{ApiError, RefusalKind, shown};
use crate::importing::Kind;
pub(crate) use folder::Folder;
pub(crate) use order::Order;
pub(crate) use progress::{Status, Step};
pub(crate) use survey::{Found, Look};
pub(crate) use work::{Repairs, Report, Task};

/// All jobs of this process.
pub(crate) struct Jobs {
    held: Mutex<Held>,
    /// Files that are coming in.
    arriving: Arc<Semaphore>,
    ids: EntryIds,
}

#[derive(Default)]
struct Held {
    jobs: BTreeMap<String, Arc<Job>>,
}

/// A file that is to be imported.
pub(crate) struct Job {
    pub(crate) id: String,
    pub(crate) kind: Kind,
    /// The file, as whoever sent it called it.
    pub(crate) file: String,
    pub(crate) bytes: u64,
    /// When it was made, as an RFC 3339 instant.
    pub(crate) made: String,
    folder: Folder,
    status: Mutex<Status>,
    /// Counts the changes of the status, for those who wait for one.
    changes: watch::Sender<u64>,
}

/// A file that came in, not a job yet.
pub(crate) struct Upload {
    pub(crate) kind: Kind,
    pub(crate) file: String,
    pub(crate) bytes: u64,
    pub(crate) made: String,
    pub(crate) folder: Folder,
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Jobs {
    /// No jobs, of a process that no other start of a server is called like.
    pub(crate) fn new(instance: &str) -> Self {
        Self {
            held: Mutex::default(),
            arriving: Arc::new(Semaphore::new(UPLOADS_AT_ONCE)),
            ids: EntryIds::new("job", instance),
        }
    }

    /// A folder for a file that comes in, and the place that it takes until it is there.
    ///
    /// # Errors
    /// A refusal when there are too many jobs or files coming in already; [`ApiError::Internal`] when none can be made.
    pub(crate) fn folder(&self) -> Result<(Folder, OwnedSemaphorePermit), ApiError> {
        let place = Arc::clone(&self.arriving).try_acquire_owned();
        let place = place.map_err(|_full| {
            let detail = format!("{UPLOADS_AT_ONCE} files are coming in already, try again");
            RefusalKind::Jobs.because(detail)
        })?;
        let mut held = locked(&self.held);
        held.tidy();
        if !held.make_room(Instant::now()) {
            let detail = format!(
                "there are {JOBS_MAX} jobs already and all are in use: delete one, or wait until one has rested for {} minutes",
                JOB_SPARED.as_secs() / 60
            );
            return Err(RefusalKind::Jobs.because(detail));
        }
        let folder = Folder::new().map_err(|error| ApiError::Internal(error.to_string()))?;
        Ok((folder, place))
    }

    /// Makes a job of a file that came in whole.
    pub(crate) fn add(&self, upload: Upload) -> Arc<Job> {
        let mut held = locked(&self.held);
        let job = Arc::new(Job {
            id: self.ids.next(),
            kind: upload.kind,
            file: upload.file,
            bytes: upload.bytes,
            made: upload.made,
            folder: upload.folder,
            status: Mutex::new(Status::new()),
            changes: watch::Sender::new(0),
        });
        held.jobs.insert(job.id.clone(), Arc::clone(&job));
        job
    }

    /// All jobs, the newest last.
    pub(crate) fn list(&self) -> Vec<Arc<Job>> {
        let mut held = locked(&self.held);
        held.tidy();
        let mut jobs: Vec<Arc<Job>> = held.jobs.values().cloned().collect();
        jobs.sort_by(|a, b| (&a.made, &a.id).cmp(&(&b.made, &b.id)));
        jobs
    }

    /// The job of an id.
    ///
    /// # Errors
    /// [`ApiError::NotFound`].
    pub(crate) fn get(&self, id: &str) -> Result<Arc<Job>, ApiError> {
        let mut held = locked(&self.held);
        held.tidy();
        let job = held.jobs.get(id).cloned();
        job.ok_or_else(|| ApiError::NotFound(format!("there is no job `{}`", shown(id))))
    }

    /// Forgets a job that is at rest.
    pub(crate) fn forget(&self, id: &str) {
        locked(&self.held).jobs.remove(id);
    }

    /// Breaks all jobs off: the process ends.
    pub(crate) fn end(&self) {
        for job in locked(&self.held).jobs.values() {
            job.break_off();
        }
    }
}

impl Held {
    /// Forgets the jobs that nobody has touched for long.
    fn tidy(&mut self) {
        let is_fresh = |job: &Job| {
            let status = job.status();
            !status.step.is_at_rest() || status.since.elapsed() < JOB_KEPT
        };
        self.jobs.retain(|_, job| is_fresh(job));
    }

    /// Makes room for one more job: when there are as many as there may be, the one that has rested longest gives way,
    /// if that is long enough. False when none does.
    fn make_room(&mut self, now: Instant) -> bool {
        if self.jobs.len() < JOBS_MAX {
            return true;
        }
        let rested = self.jobs.iter().filter_map(|(id, job)| {
            let status = job.status();
            let since = status.step.is_at_rest().then_some(status.since)?;
            (now.saturating_duration_since(since) >= JOB_SPARED).then(|| (since, id.clone()))
        });
        let Some((_, id)) = rested.min() else {
            return false;
        };
        self.jobs.remove(&id);
        true
    }
}

impl Job {
    /// How it stands.
    pub(crate) fn status(&self) -> MutexGuard<'_, Status> {
        locked(&self.status)
    }

    /// Asks to be told of changes.
    pub(crate) fn changes(&self) -> watch::Receiver<u64> {
        self.changes.subscribe()
    }

    /// Changes how it stands, and tells those who wait.
    pub(crate) fn change<T>(&self, change: impl FnOnce(&mut Status) -> T) -> T {
        let mut status = self.status();
        let value = change(&mut status);
        status.since = Instant::now();
        drop(status);
        self.changes.send_modify(|count| *count += 1);
        value
    }

    /// Asks the work at it, if there is any, to stop; returns whether there is.
    pub(crate) fn break_off(&self) -> bool {
        let is_running = self.change(|status| {
            let is_running = !status.step.is_at_rest();
            if is_running {
                status.step = Step::Stopping;
            }
            is_running
        });
        self.status().watch.stop();
        is_running
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn job(id: usize, step: Step) -> (String, Arc<Job>) {
        let id = format!("{id:02}");
        let mut status = Status::new();
        status.step = step;
        let job = Job {
            id: id.clone(),
            kind: Kind::Addresses,
            file: "addresses.csv".to_owned(),
            bytes: 0,
            made: String::new(),
            folder: Folder::new().expect("a folder"),
            status: Mutex::new(status),
            changes: watch::Sender::new(0),
        };
        (id, Arc::new(job))
    }

    #[test]
    fn the_job_that_rested_longest_gives_way() {
        let steps = |id| {
            if id == 0 {
                Step::Checking
            } else {
                Step::Checked
            }
        };
        let mut held = Held {
            jobs: (0..JOBS_MAX).map(|id| job(id, steps(id))).collect(),
        };
        let oldest = held.jobs["01"].status().since;
        let newest = held.jobs[&format!("{:02}", JOBS_MAX - 1)].status().since;
        assert!(!held.make_room(oldest), "a job in use gave way");
        assert!(held.make_room(newest + JOB_SPARED));
        assert_eq!(held.jobs.len(), JOBS_MAX - 1);
        assert!(held.jobs.contains_key("00"), "one that works gave way");
        assert!(!held.jobs.contains_key("01"), "another one gave way");
        assert!(held.make_room(oldest), "there is room");
        assert_eq!(held.jobs.len(), JOBS_MAX - 1);
    }
}
