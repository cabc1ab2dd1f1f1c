//! The child, from outside: started with nothing, watched, ended always.

use std::io::Read;
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use hexward_engine::Watch;

use super::confine::{COMPUTING_S, FOLDERS};

/// How long a child may take, whatever it does.
pub(super) const WALL_TIME: Duration = Duration::from_mins(5);
/// How often it is looked after.
const PAUSE: Duration = Duration::from_millis(10);
/// How many times more it is looked after once it should have ended.
const PATIENCE: u32 = 50;
/// The most that it may say.
const MAX_ANSWER_BYTES: u64 = 4 << 20;

/// Why a child gave no answer.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum Ended {
    /// Somebody asked to break off.
    #[error("it was broken off")]
    Stopped,
    /// It was killed, or killed itself.
    #[error("{0}")]
    Broken(String),
    /// It could not be started.
    #[error("the reader of foreign files cannot be started: {0}")]
    NotStarted(String),
}

/// The child of a room: this program, without its environment, arguments but the room, or anything to read.
pub(super) fn child_of(program: &Path, room: &Path) -> Command {
    let mut command = Command::new(program);
    command.arg("apart").arg(room).current_dir(room).env_clear();
    for variable in FOLDERS {
        if let Some(value) = std::env::var_os(variable) {
            command.env(variable, value);
        }
    }
    command
        .env("HOME", room)
        .env("PROJ_USER_WRITABLE_DIRECTORY", room)
        .env("PROJ_NETWORK", "OFF")
        .env("OPENSSL_CONF", "/dev/null")
        .env("MALLOC_ARENA_MAX", "1")
        .env("LC_ALL", "C.UTF-8")
        .env("TZ", "UTC");
    command
}

/// Ends a child that is still there when this goes.
struct Kept(Child);

impl Drop for Kept {
    fn drop(&mut self) {
        // both fail for one that has ended already
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Runs a command to its end and gives what it wrote; ends it when it takes longer than `wall_time`, says too much, or
/// the watch is stopped. How much it wrote into the file `growing` so far is told to the watch.
pub(super) fn run(
    mut command: Command,
    wall_time: Duration,
    (watch, growing): (&Watch, &Path),
) -> Result<Vec<u8>, Ended> {
    command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null());
    let started = Instant::now();
    let child = command
        .spawn()
        .map_err(|error| Ended::NotStarted(error.to_string()))?;
    let mut child = Kept(child);
    let output = child.0.stdout.take().expect("it is piped");
    let listener = thread::spawn(move || {
        let mut said = Vec::new();
        let _broken_off = output.take(MAX_ANSWER_BYTES + 1).read_to_end(&mut said);
        said
    });
    let mut told = 0;
    let status = loop {
        let written = std::fs::metadata(growing).map_or(0, |metadata| metadata.len());
        watch.pass_bytes(written.saturating_sub(told));
        told = told.max(written);
        if watch.is_stopped() {
            return Err(Ended::Stopped);
        }
        match child.0.try_wait() {
            Ok(Some(status)) => break status,
            Ok(None) => {}
            Err(error) => return Err(Ended::Broken(error.to_string())),
        }
        if listener.is_finished() && started.elapsed() > PAUSE {
            // it closed its output, or said more than anybody listens to: it has little time to end
            if let Some(status) = soon(&mut child.0) {
                break status;
            }
            return Err(Ended::Broken("its reader said more than it may".to_owned()));
        }
        if started.elapsed() > wall_time {
            let seconds = wall_time.as_secs();
            return Err(Ended::Broken(format!(
                "reading it took more than {seconds} s"
            )));
        }
        thread::sleep(PAUSE);
    };
    drop(child);
    // where programs cannot be kept from starting others, those may keep the pipe open
    let mut pauses = 0;
    while !listener.is_finished() {
        if pauses == PATIENCE {
            return Err(Ended::Broken(
                "its reader left another program behind".to_owned(),
            ));
        }
        pauses += 1;
        thread::sleep(PAUSE);
    }
    let said = listener.join().unwrap_or_default();
    if status.success() {
        Ok(said)
    } else {
        Err(Ended::Broken(reason(status)))
    }
}

fn soon(child: &mut Child) -> Option<ExitStatus> {
    (0..PATIENCE).find_map(|_| {
        thread::sleep(PAUSE);
        child.try_wait().ok().flatten()
    })
}

#[cfg(unix)]
fn reason(status: ExitStatus) -> String {
    use std::os::unix::process::ExitStatusExt;

    use rustix::process::Signal;

    let signal = status.signal().and_then(Signal::from_named_raw);
    match signal {
        Some(Signal::XCPU) => format!("reading it took more than {COMPUTING_S} s of computing"),
        Some(Signal::XFSZ) => "it makes a larger file than those that are read".to_owned(),
        Some(signal) => format!(
            "its reader was ended by signal {}: it is damaged, made to do harm, or needs too much memory",
            signal.as_raw()
        ),
        None => "its reader gave up: it is damaged, made to do harm, or needs too much memory"
            .to_owned(),
    }
}

#[cfg(not(unix))]
fn reason(status: ExitStatus) -> String {
    format!("its reader ended with {status}; it may take {COMPUTING_S} s of computing")
}

#[cfg(all(test, unix))]
mod tests {
    use std::sync::Arc;

    use super::*;

    fn shell(script: &str, wall_time: Duration) -> Result<Vec<u8>, Ended> {
        let mut command = Command::new("/bin/sh");
        command.args(["-c", script]);
        run(command, wall_time, (&Watch::default(), Path::new("")))
    }

    #[test]
    fn whatever_it_does_it_ends() {
        let long = Duration::from_mins(1);
        assert_eq!(shell("echo fine", long), Ok(b"fine\n".to_vec()));
        for (script, part) in [
            ("exit 101", "gave up"),
            ("kill -SEGV $$", "signal 11"),
            ("kill -XCPU $$", "of computing"),
            ("kill -XFSZ $$", "larger file"),
            ("exec yes", "signal"),
            ("exec >&-; exec sleep 1000", "said more"),
            ("sleep 30 & exit 0", "left another program"),
        ] {
            let ended = shell(script, long).expect_err(script).to_string();
            assert!(ended.contains(part), "{script}: {ended}");
        }
        let hangs = shell("exec sleep 1000", Duration::ZERO).expect_err("ended");
        assert!(hangs.to_string().contains("took more than 0 s"));
        assert!(matches!(
            run(
                Command::new("/nowhere/at/all"),
                long,
                (&Watch::default(), Path::new(""))
            ),
            Err(Ended::NotStarted(_))
        ));
    }

    #[test]
    fn a_stop_ends_it() {
        let watch = Arc::new(Watch::default());
        let stopper = Arc::clone(&watch);
        let waiting = thread::spawn(move || {
            let mut command = Command::new("/bin/sleep");
            command.arg("1000");
            run(command, Duration::from_secs(1000), (&watch, Path::new("")))
        });
        stopper.stop();
        assert_eq!(waiting.join().expect("ended"), Err(Ended::Stopped));
    }
}
