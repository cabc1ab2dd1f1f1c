//! Listening, and stopping without breaking off answers.

use std::future::Future;
use std::io;
use std::net::SocketAddr;

use tokio::net::{TcpListener, TcpSocket, lookup_host};
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::watch;

use crate::app::app;
use crate::config::{CALLERS_WAITING, SHUTDOWN_GRACE};
use crate::state::AppState;

/// Listens on an address, the first that can be used where a name has several. So many clients may call at once that a
/// server which starts again finds all its dashboards: whoever calls when no place is free waits a fifth of a second or
/// more until its system calls again.
///
/// # Errors
/// [`io::Error`] when the name has no address, or none can be listened on.
pub async fn listen(address: &str) -> io::Result<TcpListener> {
    let mut last = io::Error::new(io::ErrorKind::NotFound, "the name has no address");
    for address in lookup_host(address).await? {
        match listen_on(address) {
            Ok(listener) => return Ok(listener),
            Err(error) => last = error,
        }
    }
    Err(last)
}

fn listen_on(address: SocketAddr) -> io::Result<TcpListener> {
    let socket = match address {
        SocketAddr::V4(_) => TcpSocket::new_v4()?,
        SocketAddr::V6(_) => TcpSocket::new_v6()?,
    };
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    socket.listen(CALLERS_WAITING)
}

/// Serves on a listener until told to stop, for example by [`stop_signal`]. Then `/health/ready` says no, no connection
/// is accepted any more, and requests in flight get 10 s. The same happens when the store has failed.
///
/// # Errors
/// [`io::Error`] when the listener cannot be used, or the store has failed.
pub async fn serve(
    listener: TcpListener,
    state: AppState,
    stopped: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    let (stopping, mut stop) = watch::channel(false);
    let retired = state.clone();
    let graceful = async move {
        tokio::select! {
            () = stopped => {}
            _ = retired.failed() => {}
        }
        retired.retire();
        tracing::info!("stopping");
        stopping.send_replace(true);
    };
    let server = axum::serve(listener, app(state.clone())).with_graceful_shutdown(graceful);
    let deadline = async {
        // an error means that the server ended before it was told to
        let _ = stop.wait_for(|stopping| *stopping).await;
        tokio::time::sleep(SHUTDOWN_GRACE).await;
    };
    let ended = tokio::select! {
        ended = server => ended,
        () = deadline => {
            tracing::warn!("requests were still running after {} s", SHUTDOWN_GRACE.as_secs());
            Ok(())
        }
    };
    match state.failure() {
        Some(reason) => Err(io::Error::other(reason)),
        None => ended,
    }
}

/// Ends with SIGTERM or ctrl-c, which from now on do not end the process.
///
/// # Errors
/// [`io::Error`] when the signals cannot be caught.
pub fn stop_signal() -> io::Result<impl Future<Output = ()> + Send + 'static> {
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    })
}

/// The address to open in a browser on this machine.
pub fn open_url(address: SocketAddr) -> String {
    let local = match address {
        SocketAddr::V4(v4) if v4.ip().is_unspecified() => {
            SocketAddr::from(([127, 0, 0, 1], v4.port()))
        }
        SocketAddr::V6(v6) if v6.ip().is_unspecified() => {
            SocketAddr::from(([0, 0, 0, 0, 0, 0, 0, 1], v6.port()))
        }
        other => other,
    };
    format!("http://{local}/")
}
