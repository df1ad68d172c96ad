//! The points of a deployment at which a server is killed.

use fp_contract::deployment::StageName;
use fp_contract::event::Event;
use serde_json::json;

use super::apps::app_that_says;
use super::client::{Client, Events, next_event};
use super::server::Server;

/// When the server is killed.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Point {
    /// The deploy request is on its way.
    Asked,
    /// The deploy was acknowledged.
    Acknowledged,
    /// This stage was announced.
    Stage(StageName),
    /// The deployment was announced live.
    Live,
    /// The server was killed at `Import` and again as soon as it answered.
    TwiceAtOnce,
    /// The server was killed at `Check` and again while it brought the app up.
    TwiceLater,
}

/// Every point.
pub(crate) const POINTS: [Point; 10] = [
    Point::Asked,
    Point::Acknowledged,
    Point::Stage(StageName::Push),
    Point::Stage(StageName::Import),
    Point::Stage(StageName::Start),
    Point::Stage(StageName::Check),
    Point::Stage(StageName::Switch),
    Point::Live,
    Point::TwiceAtOnce,
    Point::TwiceLater,
];

/// Deploys `word` and kills the server at `point`; whether the deploy was acknowledged.
pub(crate) async fn deploy_and_kill(
    server: &mut Server,
    client: &Client,
    app_id: &str,
    word: &str,
    point: Point,
) -> bool {
    let mut events = client.events().await;
    assert!(matches!(
        next_event(&mut events).await,
        Some(Event::Snapshot { .. })
    ));
    let path = format!("/api/apps/{app_id}/deploy");
    let body = json!({"files": app_that_says(word)});
    let client = client.clone();
    let request = tokio::spawn(async move { client.send("POST".parse().unwrap(), &path, &body).await });
    let acknowledged = match point {
        Point::Asked => {
            tokio::task::yield_now().await;
            server.kill();
            return request.await.unwrap().is_ok();
        }
        _ => request.await.unwrap().is_ok(),
    };
    wait_for(&mut events, point).await;
    server.kill();
    acknowledged
}

async fn wait_for(events: &mut Events, point: Point) {
    let stage = match point {
        Point::Asked | Point::Acknowledged => return,
        Point::Stage(stage) => Some(stage),
        Point::TwiceAtOnce => Some(StageName::Import),
        Point::TwiceLater => Some(StageName::Check),
        Point::Live => None,
    };
    loop {
        let event = next_event(events)
            .await
            .expect("the server lives until it is killed");
        let Event::Deployment { deployment } = event else {
            continue;
        };
        let reached = deployment.stages.iter().map(|stage| stage.name).max();
        if deployment.status.is_final() || (stage.is_some() && reached >= stage) {
            return;
        }
    }
}
