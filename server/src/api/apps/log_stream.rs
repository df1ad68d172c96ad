//! `GET /api/apps/{app_id}/logs/stream`

use axum::extract::ws::WebSocketUpgrade;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use fp_contract::error::PlainErrorBody;
use fp_contract::log::LogFrame;
use serde::Deserialize;
use utoipa::IntoParams;

use crate::api::body::Parameters;
use crate::api::error::ApiError;
use crate::api::session::SocketSession;
use crate::api::socket::{Gone, Socket, accept};
use crate::logs::Follower;
use crate::platform::error::Error;
use crate::platform::{Platform, apps};
use crate::store::AppId;

/// Where to begin.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Place {
    /// The sequence of the last line the client has; the stream goes on with the one after it. Without it the stream begins
    /// up to 100 lines back.
    after: Option<u64>,
    /// The token, for clients that can set neither a header nor a subprotocol.
    #[serde(rename = "token")]
    _token: Option<String>,
}

/// Follow an app's log
///
/// A WebSocket of JSON text frames, each with a `type`: `connected` (`pod_name`), `log` (a line with its `sequence`), `status`
/// (`message`, and `missed` when lines were lost) and `error` (`message`).
#[utoipa::path(
    get,
    path = "/api/apps/{app_id}/logs/stream",
    tag = "apps",
    security(("bearer" = ["logs:read"])),
    params(("app_id" = String, Path), Place),
    responses(
        (status = 101, description = "The stream is open"),
        (status = 403, description = "No valid token, or no such app", body = PlainErrorBody),
    )
)]
pub(super) async fn log_stream(
    SocketSession(session): SocketSession,
    State(platform): State<Platform>,
    Path(app_id): Path<AppId>,
    Parameters(place): Parameters<Place>,
    upgrade: WebSocketUpgrade,
) -> Result<Response, ApiError> {
    let follower = apps::follow_logs(&platform, session.id(), &app_id, place.after)
        .await
        .map_err(refused)?;
    let pod_name = apps::instance_name(&platform, &app_id).await;
    Ok(accept(upgrade, platform, session.access, async move |socket| {
        serve(socket, follower, pod_name).await
    }))
}

/// An app that is not found is a refused handshake, as clients of the existing platform see it.
fn refused(error: Error) -> ApiError {
    match error {
        Error::NotFound(_) => ApiError::plain(StatusCode::FORBIDDEN, error.to_string()),
        other => other.into(),
    }
}

async fn serve(mut socket: Socket, mut follower: Follower, pod_name: String) -> Result<(), Gone> {
    socket.send(&LogFrame::Connected { pod_name }).await?;
    while let Some(batch) = socket.until(follower.next()).await? {
        if batch.missed > 0 {
            socket.feed(&gap(batch.missed)).await?;
        }
        for frame in follower.frames(&batch) {
            socket.feed_text(frame).await?;
        }
        socket.flush().await?;
    }
    let message = "the app's log was removed".to_owned();
    socket.send(&LogFrame::Error { message }).await
}

fn gap(missed: u64) -> LogFrame {
    LogFrame::Status {
        message: format!("{missed} lines are missing here"),
        missed: Some(missed),
    }
}
