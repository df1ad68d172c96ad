//! Requests for an app that is on its way are held until it answers, within bounds of time and number.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::extract::Request;
use tokio::time::Instant;

use super::absence::{Absence, Explain};
use super::accept::Accept;
use super::forward::ForwardError;
use crate::platform::traffic::Visits;
use crate::runtime::{ConnectError, Connection, Runtime};
use crate::store::AppId;

/// Longest time a request is held.
const LONGEST: Duration = Duration::from_secs(30);
/// Longest time a person looks at an empty window before there is a page that reloads itself.
const LONGEST_IN_BROWSER: Duration = Duration::from_secs(3);
/// Requests held for one app; more are turned away at once.
const PER_APP: usize = 100;
/// Requests held for all apps together.
const IN_ALL: usize = 1000;
/// How often a held request looks for the app though nothing was said.
const LOOK: Duration = Duration::from_secs(1);

/// How long this request may be held: a window that would stay empty gets a page instead.
pub(super) fn patience(request: &Request, accept: Accept) -> Duration {
    if accept == Accept::Html && request.method().is_safe() {
        LONGEST_IN_BROWSER
    } else {
        LONGEST
    }
}

/// The requests that are held, by app.
#[derive(Clone, Default)]
pub(super) struct Held(Arc<Mutex<HashMap<AppId, usize>>>);

/// A place among the held requests; given back when dropped.
struct Place<'a> {
    held: &'a Held,
    app_id: &'a AppId,
}

impl Held {
    /// A place for one more request; `None` when there are too many.
    fn take<'a>(&'a self, app_id: &'a AppId) -> Option<Place<'a>> {
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if held.values().sum::<usize>() >= IN_ALL {
            return None;
        }
        let of_app = held.entry(app_id.clone()).or_default();
        if *of_app >= PER_APP {
            return None;
        }
        *of_app += 1;
        Some(Place { held: self, app_id })
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        let mut held = self.held.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(of_app) = held.get_mut(self.app_id) {
            *of_app -= 1;
            if *of_app == 0 {
                held.remove(self.app_id);
            }
        }
    }
}

/// Makes connections to an app for one request.
pub(super) struct Connector<'a> {
    pub(super) runtime: &'a dyn Runtime,
    pub(super) explain: &'a dyn Explain,
    pub(super) held: &'a Held,
    pub(super) visits: &'a Visits,
    pub(super) app_id: &'a AppId,
    pub(super) patience: Duration,
}

impl Connector<'_> {
    /// A connection to the app; waits for one that is on its way, and wakes one that is asleep.
    pub(super) async fn connect(&self) -> Result<Box<dyn Connection>, ForwardError> {
        match self.attempt().await {
            Some(result) => result,
            None => self.wait().await,
        }
    }

    /// `None` when nothing runs. A refused connection is tried once more, because nothing was sent over it.
    async fn attempt(&self) -> Option<Result<Box<dyn Connection>, ForwardError>> {
        let connection = match self.runtime.connect(self.app_id).await {
            Err(ConnectError::Refused(_)) => self.runtime.connect(self.app_id).await,
            connection => connection,
        };
        match connection {
            Ok(connection) => Some(Ok(connection)),
            Err(ConnectError::NotRunning) => None,
            Err(error @ ConnectError::Refused(_)) => Some(Err(ForwardError::Refused(error.to_string()))),
        }
    }

    async fn wait(&self) -> Result<Box<dyn Connection>, ForwardError> {
        let begun = Instant::now();
        let mut absence = self.explain.why_not(self.app_id).await;
        let Some(_place) = absence.passes().then(|| self.held.take(self.app_id)).flatten() else {
            return Err(ForwardError::Absent(absence));
        };
        let mut changes = self.explain.changes(self.app_id);
        loop {
            let until = begun + absence.worth_waiting().min(self.patience);
            if Instant::now() >= until {
                return Err(ForwardError::Absent(absence));
            }
            if absence == Absence::Asleep {
                self.explain.wake(self.app_id).await;
            }
            changes.borrow_and_update();
            if let Some(result) = self.attempt().await {
                return result;
            }
            absence = self.explain.why_not(self.app_id).await;
            if !absence.passes() {
                return Err(ForwardError::Absent(absence));
            }
            let look = until.min(Instant::now() + LOOK);
            if let Ok(Err(_nobody_tells)) = tokio::time::timeout_at(look, changes.changed()).await {
                tokio::time::sleep_until(look).await;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_bounded_and_given_back() {
        let held = Held::default();
        let (one, other) = (AppId("one".to_owned()), AppId("other".to_owned()));
        let places: Vec<_> = (0..PER_APP).map(|_| held.take(&one).unwrap()).collect();
        assert!(held.take(&one).is_none());
        assert!(held.take(&other).is_some());
        drop(places);
        assert!(held.take(&one).is_some());
        assert!(held.0.lock().unwrap().is_empty());
    }

    #[test]
    fn only_a_window_is_shown_a_page_early() {
        let request = |method: &str| {
            Request::builder()
                .method(method)
                .body(axum::body::Body::empty())
                .unwrap()
        };
        assert_eq!(patience(&request("GET"), Accept::Html), LONGEST_IN_BROWSER);
        assert_eq!(patience(&request("POST"), Accept::Html), LONGEST);
        assert_eq!(patience(&request("GET"), Accept::Json), LONGEST);
    }
}
