//! One health check.

use std::time::{Duration, Instant};

use bytes::Bytes;
use http_body_util::Empty;
use hyper::header::HOST;
use hyper::{Request, StatusCode};
use hyper_util::rt::TokioIo;

use super::window::Check;
use crate::runtime::{HEALTH_PATH, Runtime};
use crate::store::AppId;

/// How long an app may take to answer.
const TIMEOUT: Duration = Duration::from_secs(10);

/// Asks the app's runner.
pub(super) async fn check(runtime: &dyn Runtime, app_id: &AppId) -> Check {
    let begun = Instant::now();
    match tokio::time::timeout(TIMEOUT, ask(runtime, app_id)).await {
        Ok(Some(StatusCode::OK)) => Check::passed_now(begun.elapsed()),
        _ => Check::failed_now(),
    }
}

/// The status of the answer; `None` when there is none.
async fn ask(runtime: &dyn Runtime, app_id: &AppId) -> Option<StatusCode> {
    let connection = runtime.connect(app_id).await.ok()?;
    let (mut sender, driver) = hyper::client::conn::http1::handshake(TokioIo::new(connection))
        .await
        .ok()?;
    let driver = tokio::spawn(driver);
    let request = Request::get(HEALTH_PATH)
        .header(HOST, "health")
        .body(Empty::<Bytes>::new())
        .ok()?;
    let answer = sender.send_request(request).await;
    driver.abort();
    Some(answer.ok()?.status())
}
