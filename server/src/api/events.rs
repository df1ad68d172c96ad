//! The event stream: everything that changes for the signed-in user.

use axum::extract::State;
use axum::extract::ws::WebSocketUpgrade;
use axum::response::Response;
use fp_contract::error::PlainErrorBody;
use fp_contract::event::Event;
use tokio::sync::broadcast::error::RecvError;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::session::SocketSession;
use super::socket::{Gone, Socket, accept};
use super::state::ApiState;
use crate::platform::{Platform, apps};
use crate::store::UserId;

pub(super) fn routes() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(events))
}

/// Follow everything that changes for the signed-in user
///
/// A WebSocket of JSON text frames, each with a `type`: `snapshot` (first, and again whenever the client was too slow for
/// single events; `server`, `apps`), `app` (`app`), `app_deleted` (`app_id`) and `deployment` (`deployment`).
#[utoipa::path(
    get,
    path = "/api/events",
    tag = "events",
    security(("bearer" = ["apps:read"])),
    responses(
        (status = 101, description = "The stream is open"),
        (status = 403, description = "No valid token", body = PlainErrorBody),
    )
)]
async fn events(
    SocketSession(session): SocketSession,
    State(platform): State<Platform>,
    upgrade: WebSocketUpgrade,
) -> Response {
    let access = session.access;
    accept(upgrade, platform.clone(), access, async move |socket| {
        serve(socket, &platform, &session.user.id).await
    })
}

/// Sends a snapshot and then what changes; begins again with a snapshot when events were missed.
async fn serve(mut socket: Socket, platform: &Platform, user: &UserId) -> Result<(), Gone> {
    loop {
        // Subscribed before the snapshot is taken: what changes in between is sent twice rather than not at all.
        let mut changes = platform.events.subscribe();
        socket.send(&snapshot(platform, user).await?).await?;
        loop {
            match socket.until(changes.recv()).await? {
                Ok(addressed) if addressed.user_id == *user => socket.send(&addressed.event).await?,
                Ok(_) => {}
                Err(RecvError::Lagged(_)) => break,
                Err(RecvError::Closed) => return Ok(()),
            }
        }
    }
}

/// Without the record there is no truth to send: the client is let go and will come back.
async fn snapshot(platform: &Platform, user: &UserId) -> Result<Event, Gone> {
    let apps = apps::list(platform, user).await.map_err(|error| {
        tracing::error!(%error, "no snapshot for an event stream");
        Gone
    })?;
    Ok(Event::Snapshot {
        server: platform.settings.instance.clone(),
        apps,
    })
}
