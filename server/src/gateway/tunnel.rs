//! A changed protocol (WebSocket): bytes both ways until either side ends.

use hyper::upgrade::OnUpgrade;
use hyper_util::rt::TokioIo;

use crate::platform::traffic::Visit;

/// Passes bytes between client and app, in the background.
pub(super) fn open(client: OnUpgrade, app: OnUpgrade, visit: Visit) {
    tokio::spawn(async move {
        let _visit = visit;
        let (Ok(client), Ok(app)) = tokio::join!(client, app) else {
            tracing::debug!("a change of protocol was agreed to and not carried out");
            return;
        };
        let (mut client, mut app) = (TokioIo::new(client), TokioIo::new(app));
        let _one_side_went_away = tokio::io::copy_bidirectional(&mut client, &mut app).await;
    });
}
