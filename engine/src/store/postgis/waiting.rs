//! Waiting for the commits of others.

use std::time::Duration;

use postgres::fallible_iterator::FallibleIterator;

use super::commit::head;
use super::failure::Failure;
use super::session::Session;
use super::sql;
use crate::model::Revision;

/// The newest revision once it is later than `after`, `None` when none was committed within the time.
pub(super) fn wait(
    session: &mut Session,
    after: Revision,
    timeout: Duration,
) -> Result<Option<Revision>, Failure> {
    if !session.is_listening {
        session.client().batch_execute(sql::LISTEN)?;
        session.is_listening = true;
    }
    // what was committed before the session listened
    let newest = head(session.client())?.revision;
    if newest > after {
        return Ok(Some(newest));
    }
    let mut notifications = session.client().notifications();
    let mut told = notifications.timeout_iter(timeout);
    while let Some(notification) = told.next()? {
        match notification.payload().parse().map(Revision) {
            Ok(revision) if revision > after => return Ok(Some(revision)),
            _ => {}
        }
    }
    drop(told);
    drop(notifications);
    // an end of the connection ends the waiting, too: asking tells which it was
    let newest = head(session.client())?.revision;
    Ok((newest > after).then_some(newest))
}
