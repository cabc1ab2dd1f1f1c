//! Ctrl-C: the first asks the search to end with the best plan so far, the second ends the program.

use std::io;
use std::sync::Arc;

use hexward_engine::Watch;

use crate::cli::console::note;
use crate::serve::stop_signal;

/// The exit code of a program that an interrupt ended.
const INTERRUPTED: i32 = 130;

/// Stops a watch when the process is asked to stop.
///
/// # Errors
/// [`io::Error`] when signals cannot be heard.
pub(super) fn listen(watch: &Arc<Watch>) -> io::Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    let watch = Arc::clone(watch);
    let signals = {
        let _within = runtime.enter();
        [stop_signal()?, stop_signal()?]
    };
    std::thread::spawn(move || {
        runtime.block_on(async move {
            let [first, second] = signals;
            first.await;
            watch.stop();
            note("stopping; the best plan so far is kept");
            second.await;
        });
        std::process::exit(INTERRUPTED);
    });
    Ok(())
}
