//! What apps were asked and answered: counts and times by the minute for a day, and who is being served right now.
//!
//! The source is the record of each request that the runner writes into the app's log, not anything the app could write
//! itself. Counts are kept in memory (see `minutes` for how much) and gathered from the log after a restart, as far back
//! as the log reaches: 8 segments of 4 MiB, some 100,000 requests.

mod minutes;
mod visits;

use std::collections::HashMap;
use std::ops::ControlFlow;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use fp_contract::Timestamp;
use fp_contract::log::RequestRecord;
use tokio::sync::OnceCell;

use crate::logs::{Logs, RequestObserver};
use crate::store::AppId;
use minutes::Minutes;
pub use minutes::Summary;
pub use visits::{Visit, Visits};

/// The traffic of all apps; cheap to clone.
#[derive(Clone)]
pub struct Traffic {
    logs: Arc<Logs>,
    by_app: Arc<Mutex<HashMap<AppId, Arc<AppTraffic>>>>,
    /// Requests under way through the gateway.
    pub visits: Visits,
}

/// The traffic of one app.
#[derive(Default)]
struct AppTraffic {
    minutes: Mutex<Minutes>,
    /// Set once what happened before this server started is counted.
    gathered: OnceCell<()>,
}

impl AppTraffic {
    fn minutes(&self) -> MutexGuard<'_, Minutes> {
        self.minutes.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Traffic {
    /// Counts every request that is written to `logs` from now on.
    pub fn of(logs: &Arc<Logs>) -> Self {
        let traffic = Self {
            logs: Arc::clone(logs),
            by_app: Arc::default(),
            visits: Visits::default(),
        };
        logs.observe_requests(Box::new(Counter {
            by_app: Arc::clone(&traffic.by_app),
            visits: traffic.visits.clone(),
        }));
        traffic
    }

    /// The sums of the last `hours`.
    pub async fn summary(&self, app_id: &AppId, hours: u32) -> Summary {
        let app = app_in(&self.by_app, app_id);
        app.gathered.get_or_init(|| self.gather(app_id)).await;
        app.minutes()
            .since(minute(Timestamp::now()) - i64::from(hours) * 60)
    }

    /// When the app was last asked for something, as far as this server knows.
    pub fn last_request(&self, app_id: &AppId) -> Option<Timestamp> {
        let app = lock(&self.by_app).get(app_id).cloned()?;
        app.minutes().last()
    }

    /// Counts what the log has from before this server.
    async fn gather(&self, app_id: &AppId) {
        let oldest = minute(Timestamp::now()) - minutes::KEPT;
        let earlier: Minutes = self
            .logs
            .scan_earlier(app_id, move |earlier: &mut Minutes, record| {
                let at = record.timestamp.as_deref().and_then(|text| text.parse().ok());
                let Some(at) = at else {
                    return ControlFlow::Continue(());
                };
                if minute(at) < oldest {
                    return ControlFlow::Break(());
                }
                if let Some(request) = &record.request {
                    earlier.count(at, request);
                }
                ControlFlow::Continue(())
            })
            .await;
        app_in(&self.by_app, app_id).minutes().merge(earlier);
    }
}

type ByApp = Mutex<HashMap<AppId, Arc<AppTraffic>>>;

/// Told of each request by the log.
struct Counter {
    by_app: Arc<ByApp>,
    visits: Visits,
}

impl RequestObserver for Counter {
    fn observe(&self, app_id: &AppId, timestamp: &str, request: &RequestRecord) {
        let at = timestamp.parse().unwrap_or_else(|_| Timestamp::now());
        app_in(&self.by_app, app_id).minutes().count(at, request);
    }

    fn forget(&self, app_id: &AppId) {
        lock(&self.by_app).remove(app_id);
        self.visits.forget(app_id);
    }
}

fn app_in(by_app: &ByApp, app_id: &AppId) -> Arc<AppTraffic> {
    let mut by_app = lock(by_app);
    if let Some(app) = by_app.get(app_id) {
        return Arc::clone(app);
    }
    Arc::clone(by_app.entry(app_id.clone()).or_default())
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Minutes since 1970-01-01T00:00Z.
fn minute(at: Timestamp) -> i64 {
    at.as_microseconds().div_euclid(60_000_000)
}
