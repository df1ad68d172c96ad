//! Which apps are being served right now, and when they last were.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use crate::store::AppId;

/// Requests under way, `WebSocket`s and endless replies included; cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Visits(Arc<Mutex<HashMap<AppId, OfApp>>>);

#[derive(Debug)]
struct OfApp {
    open: usize,
    last: Instant,
}

/// One request under way; it ends when this is dropped.
#[derive(Debug)]
pub struct Visit {
    visits: Visits,
    app_id: AppId,
}

impl Visits {
    /// A request begins.
    pub fn begin(&self, app_id: &AppId) -> Visit {
        let mut by_app = self.lock();
        let app = by_app.entry(app_id.clone()).or_insert_with(OfApp::now);
        app.open += 1;
        app.last = Instant::now();
        Visit {
            visits: self.clone(),
            app_id: app_id.clone(),
        }
    }

    /// How long nobody was served; zero while somebody is. Counts from the first call for apps never heard of.
    pub fn quiet_for(&self, app_id: &AppId) -> Duration {
        let mut by_app = self.lock();
        let app = by_app.entry(app_id.clone()).or_insert_with(OfApp::now);
        if app.open > 0 {
            Duration::ZERO
        } else {
            app.last.elapsed()
        }
    }

    /// The app is gone.
    pub(super) fn forget(&self, app_id: &AppId) {
        self.lock().remove(app_id);
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<AppId, OfApp>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl OfApp {
    fn now() -> Self {
        Self {
            open: 0,
            last: Instant::now(),
        }
    }
}

impl Drop for Visit {
    fn drop(&mut self) {
        if let Some(app) = self.visits.lock().get_mut(&self.app_id) {
            app.open = app.open.saturating_sub(1);
            app.last = Instant::now();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_quiet_while_served() {
        let (visits, id) = (Visits::default(), AppId("a".to_owned()));
        let (one, two) = (visits.begin(&id), visits.begin(&id));
        drop(one);
        assert_eq!(visits.quiet_for(&id), Duration::ZERO);
        drop(two);
        let quiet = visits.quiet_for(&id);
        while visits.quiet_for(&id) <= quiet {}
    }
}
